package org.corebucket.bridge.http;

/** The form of what the server itself refuses, and where its own troubles go. */
public interface HttpErrors {

    /**
     * The answer that stands for a refusal of the server's own: 400, 408, 413, 431, 500, 503. Called on an IO thread.
     *
     * @param status the answer must have it
     * @param detail one sentence about the request, without any of its content
     */
    HttpAnswer answer(int status, String detail);

    /** Told of what the service threw, while the client is told nothing but 500. Must neither block nor throw. */
    void failed(Throwable bug);
}
