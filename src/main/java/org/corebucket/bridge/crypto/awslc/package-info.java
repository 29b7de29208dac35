/** RSA by a native library, for {@code crypto}, which alone decides what is signed and what holds. */
@NullMarked
package org.corebucket.bridge.crypto.awslc;

import org.jspecify.annotations.NullMarked;
