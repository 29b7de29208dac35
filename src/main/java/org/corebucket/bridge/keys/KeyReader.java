package org.corebucket.bridge.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;

/**
 * Reads key files of a deployment: through real directories only, and only files that are not larger than a key can be.
 * Messages name the path relative to the root.
 */
public final class KeyReader {

    private static final int LARGEST = 64 * 1024;

    private KeyReader() {}

    /** The text of a file, whatever it holds. Each byte becomes one character, since PEM is ASCII. */
    public static String text(Deployment deployment, String path) throws IOException {
        return new String(TreeFiles.read(deployment.root(), path, LARGEST), StandardCharsets.ISO_8859_1);
    }

    /** The public key in a file. */
    public static RsaPublicKey publicHalf(Deployment deployment, String path)
            throws IOException, MalformedKeyException {
        return RsaPublicKey.fromPem(text(deployment, path), path);
    }

    /** The private key in a file that is not encrypted. */
    public static RsaPrivateKey privateHalf(Deployment deployment, String path)
            throws IOException, MalformedKeyException, PassphraseException {
        return RsaPrivateKey.fromPem(text(deployment, path), path, Passphrase.NONE);
    }
}
