/** How a deployment is, section by section, for people and for programs. It asks much, writes nothing, and says what it could not find out. */
@NullMarked
package org.corebucket.bridge.status;

import org.jspecify.annotations.NullMarked;
