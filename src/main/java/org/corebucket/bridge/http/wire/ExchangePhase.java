package org.corebucket.bridge.http.wire;

/** The phase of a connection's current exchange. */
public enum ExchangePhase {
    /** The TLS handshake is not complete. */
    HANDSHAKE,
    /** No byte of the next request has come. */
    IDLE,
    /** A part of a request's head has come. */
    HEAD,
    /** The head is complete, and the body is being read. */
    BODY,
    /** The service has the request, and will answer it. */
    SERVICE,
    /** The library writes an answer, after which the connection stays open. */
    ANSWER,
    /** The server writes the last answer and waits for the client to close, so that nothing of the answer is lost. */
    ENDING,
    /** The server writes a stream, until either side ends it. */
    STREAM
}
