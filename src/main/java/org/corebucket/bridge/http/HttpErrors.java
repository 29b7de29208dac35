package org.corebucket.bridge.http;

import org.corebucket.bridge.http.wire.CrowdingListener;

/** Gives the server's own refusals their form, and takes its bugs and events. */
public interface HttpErrors {

    /**
     * The answer to a request that the server itself refuses. It is called on an IO thread.
     *
     * @param refusal the refusal, whose status the answer must have
     */
    HttpAnswer answer(HttpRefusal refusal);

    /** Takes what the service threw; the client sees only 500. It must neither block nor throw. */
    void failed(Throwable bug);

    /**
     * Takes each connection that was closed or refused because there were too many, on any thread. It must neither
     * block nor throw.
     */
    void crowded(CrowdingListener what);
}
