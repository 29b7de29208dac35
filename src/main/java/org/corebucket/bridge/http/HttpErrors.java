package org.corebucket.bridge.http;

import org.corebucket.bridge.http.wire.CrowdingListener;

/** The form of what the server itself refuses, and where its own troubles go. */
public interface HttpErrors {

    /**
     * The answer that stands for a refusal of the server's own. Called on an IO thread.
     *
     * @param refusal the answer must have its status
     */
    HttpAnswer answer(HttpRefusal refusal);

    /** Told of what the service threw, while the client is told nothing but 500. Must neither block nor throw. */
    void failed(Throwable bug);

    /** Told of each connection that others had to make do without, from any thread. Must neither block nor throw. */
    void crowded(CrowdingListener what);
}
