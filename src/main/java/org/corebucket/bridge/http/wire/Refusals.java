package org.corebucket.bridge.http.wire;

import org.jspecify.annotations.Nullable;

/** Makes the answers that the server gives in its own name. */
public interface Refusals {

    /**
     * A whole HTTP/1.1 answer, head and body, after which the connection ends.
     *
     * @param request which one is refused; null if its head is not there
     */
    byte[] bytes(int status, String detail, @Nullable RequestName request);
}
