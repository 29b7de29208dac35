package org.corebucket.bridge.http;

/**
 * Answers requests. The server calls it once for each request, when the head is complete and before any of the body is
 * read.
 */
public interface HttpService {

    /**
     * Decides on a request by its head alone. It runs on a thread that serves other connections too, and so must not
     * block. If it throws, the answer is 500 without details, and {@link HttpErrors#failed} gets the exception.
     */
    HeadAnswer head(HttpHead head);
}
