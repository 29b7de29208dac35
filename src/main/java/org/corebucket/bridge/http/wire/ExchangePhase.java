package org.corebucket.bridge.http.wire;

/** Where a connection stands in its current exchange. */
public enum ExchangePhase {
    /** The two sides of TLS have not agreed yet. */
    HANDSHAKE,
    /** No byte of the next request is there. */
    IDLE,
    /** Some of a request's head is there. */
    HEAD,
    /** The head is complete, the body is being read. */
    BODY,
    /** The service has the request, and the server its word for an answer. */
    SERVICE,
    /** The library writes an answer, after which the connection stays. */
    ANSWER,
    /** We write, and so that nothing of it is lost, wait for the client to close. */
    ENDING,
    /** We write as long as either side likes. */
    STREAM
}
