package org.corebucket.bridge.http.wire;

/** Makes the answers that the server gives in its own name. */
public interface ServerRefusals {

    /**
     * A whole HTTP/1.1 answer, head and body, after which the connection ends.
     *
     * @param request which one is refused, as far as its head can be read
     */
    byte[] bytes(int status, String detail, RequestName request);
}
