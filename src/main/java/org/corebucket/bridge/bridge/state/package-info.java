/** What a running bridge knows of itself and of the modules, and what it warns of. */
@NullMarked
package org.corebucket.bridge.bridge.state;

import org.jspecify.annotations.NullMarked;
