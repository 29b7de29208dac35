/** What a running bridge knows of itself and of the modules, its metrics, and its warnings. */
@NullMarked
package org.corebucket.bridge.bridge.state;

import org.jspecify.annotations.NullMarked;
