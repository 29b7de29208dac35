/** A server's certificates and key, read strictly from PEM files. */
@NullMarked
package org.corebucket.bridge.http.tls;

import org.jspecify.annotations.NullMarked;
