package org.corebucket.bridge.keys;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.digest.NotRegularException;

/**
 * What to do about a deployment's key file that is missing or of no use. A remedy names only files that are there, and the
 * commands in it can be run in the root as they stand.
 */
public final class KeyRemedies {

    private final Deployment deployment;

    /** The remedies for one deployment's keys. */
    public KeyRemedies(Deployment deployment) {
        this.deployment = deployment;
    }

    /** What to do about a public key that is missing or damaged. It is made from its private half if that is here and sound. */
    public String publicKey(String path) {
        KeyFiles pair = KeyFiles.ofPublicHalf(path).orElse(null);
        if (pair != null && isUsable(pair.privateHalf())) {
            return "make it anew from its private half: " + pair.derivePublicHalf();
        }
        if (pair == null || !pair.isInDirectory()) {
            return "put the public key there";
        }
        return "put the public key there, or make a new pair: " + pair.generate(deployment);
    }

    /** What to do about a private key that must not be used any more. */
    public String privateKey(String path) {
        if (NoteKeys.algorithm(path).isPresent()) {
            return "put it back from a copy, or move " + path
                    + " away, and make another: bridgectl keys generate --log";
        }
        Optional<KeyFiles> pair = KeyFiles.of(path);
        if (pair.isEmpty() || !pair.get().isInDirectory()) {
            return "put another key in its place, and have the certificate that goes with it issued anew: openssl genpkey"
                    + " -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out " + ShellWord.of(path);
        }
        return pair.get().equals(KeyPurpose.RELEASE.files())
                ? "put it back from a copy: every host that has seen this deployment remembers its public half"
                : pair.get().generate(deployment);
    }

    /** Whether a private half can be read, or could be by whoever has its passphrase or may read the file. */
    private boolean isUsable(String privateHalf) {
        try {
            KeyReader.privateHalf(deployment, privateHalf);
            return true;
        } catch (NoSuchFileException | NotRegularException | MalformedKeyException e) {
            return false;
        } catch (IOException | PassphraseException e) {
            return true;
        }
    }
}
