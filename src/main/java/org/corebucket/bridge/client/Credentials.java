package org.corebucket.bridge.client;

import java.io.IOException;
import org.corebucket.bridge.crypto.RsaPrivateKey;

/** The key and the token by which a client proves who it is. Threads share it. */
public interface Credentials {

    /**
     * The key that signs what a module sends.
     *
     * @throws IOException if there is none that can be used; the message says what to do
     */
    RsaPrivateKey key(String module) throws IOException;

    /**
     * A token that counts now and may speak for a module.
     *
     * @param module whose; empty for what is asked for no module
     * @throws IOException if there is none; the message says what to do
     */
    String token(String module) throws IOException;

    /**
     * The bridge did not believe a token.
     *
     * @return whether {@link #token} may give another one now
     */
    boolean replace(String refused);
}
