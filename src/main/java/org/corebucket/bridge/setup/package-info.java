/** A deployment made, or completed, without overwriting anything. */
@NullMarked
package org.corebucket.bridge.setup;

import org.jspecify.annotations.NullMarked;
