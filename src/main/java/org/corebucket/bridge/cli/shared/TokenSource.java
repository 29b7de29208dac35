package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.token.WeakSecretException;

/** Where tokens come from. Threads share it. */
interface TokenSource {

    /** Makes sure that there can be one. */
    void prepare() throws IOException, MalformedKeyException, PassphraseException, WeakSecretException;

    /** One that counts now, for a module; for an empty name, one for questions that are about none. */
    String token(String module) throws IOException, MalformedKeyException, PassphraseException, WeakSecretException;

    /** It was not believed; whether the next may be another. */
    boolean replace(String refused);
}
