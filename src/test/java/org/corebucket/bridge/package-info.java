/** Rules that hold for the whole project. */
@NullMarked
package org.corebucket.bridge;

import org.jspecify.annotations.NullMarked;
