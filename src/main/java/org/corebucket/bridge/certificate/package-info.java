/** The certificate of readiness (CONTRACT 9): a statement for programs in a signed envelope, and its two files, of which each names the other. */
@NullMarked
package org.corebucket.bridge.certificate;

import org.jspecify.annotations.NullMarked;
