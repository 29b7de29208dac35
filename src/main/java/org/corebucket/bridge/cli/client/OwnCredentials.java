package org.corebucket.bridge.cli.client;

import java.io.IOException;
import org.corebucket.bridge.client.Credentials;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.token.WeakSecretException;

/** This deployment's keys and tokens, for a client that only knows that they can be there or not. */
record OwnCredentials(ModuleKeys keys, Tokens tokens) implements Credentials {

    @Override
    public RsaPrivateKey key(String module) throws IOException {
        try {
            return keys.read(module);
        } catch (IOException e) {
            throw new IOException(IoTrouble.words(e), e);
        } catch (MalformedKeyException | PassphraseException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String token(String module) throws IOException {
        try {
            return tokens.token(module);
        } catch (IOException e) {
            throw new IOException(IoTrouble.words(e), e);
        } catch (MalformedKeyException | PassphraseException | WeakSecretException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public boolean replace(String refused) {
        return tokens.replace(refused);
    }
}
