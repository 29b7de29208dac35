package org.corebucket.bridge.http;

/** What answers requests; the server calls it once for each, when the head is there and before any of the body is read. */
public interface HttpService {

    /**
     * Decides from the head alone what becomes of the request. It runs on a thread that other connections wait for, and
     * so must not block. What it throws is answered with 500, without details, and given to {@link HttpErrors#failed}.
     */
    HeadAnswer head(HttpHead head);
}
