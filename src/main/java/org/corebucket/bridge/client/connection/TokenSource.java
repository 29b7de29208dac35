package org.corebucket.bridge.client.connection;

import java.io.IOException;
import org.corebucket.bridge.readiness.MendableException;

/** Gives tokens. Any thread may use it. */
interface TokenSource {

    /** Makes sure that a token can be given. */
    void prepare() throws IOException, MendableException;

    /** A valid token for a module. With an empty name, it is for questions that are not about one module. */
    String token(String module) throws IOException, MendableException;

    /**
     * Takes note that the bridge refused a token.
     *
     * @return whether the next one may be another
     */
    boolean replace(String refused);
}
