/**
 * An HTTP/1.1 server behind one small interface: strict about what it takes, bounded in all that a client can make it
 * hold, and silent about itself. The library that does the work is known here alone.
 */
@NullMarked
package org.corebucket.bridge.http;

import org.jspecify.annotations.NullMarked;
