package org.corebucket.bridge.http.wire;

/** Makes the answers to requests that the server itself refuses. */
public interface ServerRefusals {

    /**
     * A whole HTTP/1.1 answer, head and body, after which the connection ends.
     *
     * @param request the refused request, as far as its head can be read
     */
    byte[] bytes(int status, String detail, RequestName request);
}
