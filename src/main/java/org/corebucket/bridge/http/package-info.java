/**
 * An HTTP/1.1 server behind one small interface. It is strict about what it takes, bounded in all that a client can
 * make it hold, and says nothing of itself in its answers. Only this package and {@code http.wire} know the library
 * that does the work.
 */
@NullMarked
package org.corebucket.bridge.http;

import org.jspecify.annotations.NullMarked;
