/** RSA keys in PEM, and signatures whose verification throws unless it holds. */
@NullMarked
package org.corebucket.bridge.crypto;

import org.jspecify.annotations.NullMarked;
