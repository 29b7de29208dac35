/** {@code status}: how a deployment is, on one screen. It asks much, writes nothing, and shows what it could not find out. */
@NullMarked
package org.corebucket.bridge.cli.status;

import org.jspecify.annotations.NullMarked;
