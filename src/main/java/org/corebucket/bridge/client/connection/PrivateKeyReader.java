package org.corebucket.bridge.client.connection;

import java.io.IOException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.InputFile;

/** Reads private keys with the passphrase that somebody gave, whichever way that was. */
public interface PrivateKeyReader {

    /** Reads one. */
    RsaPrivateKey read(InputFile file) throws IOException, MalformedKeyException, PassphraseException;
}
