/** {@code run}: starts what is approved, from the bytes that were verified, or says why not. */
@NullMarked
package org.corebucket.bridge.cli.run;

import org.jspecify.annotations.NullMarked;
