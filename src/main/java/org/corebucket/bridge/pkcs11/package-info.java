/** Keys on a token (PKCS #11): which one a URI names (RFC 7512), where it is found, and how it signs. */
@NullMarked
package org.corebucket.bridge.pkcs11;

import org.jspecify.annotations.NullMarked;
