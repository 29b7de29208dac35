/** Bearer tokens: issued, and verified by the one algorithm and key that the configuration names. */
@NullMarked
package org.corebucket.bridge.token;

import org.jspecify.annotations.NullMarked;
