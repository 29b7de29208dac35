package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import org.corebucket.bridge.readiness.MendableException;

/** Where tokens come from. Threads share it. */
interface TokenSource {

    /** Makes sure that there can be one. */
    void prepare() throws IOException, MendableException;

    /** One that counts now, for a module; for an empty name, one for questions that are about none. */
    String token(String module) throws IOException, MendableException;

    /** It was not believed; whether the next may be another. */
    boolean replace(String refused);
}
