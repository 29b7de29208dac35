package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.KeyReader;
import org.jspecify.annotations.Nullable;

/**
 * The release key's public half, for everything but the seal that the key signs. It must be the key that this host remembers,
 * so that a key that was put in its place verifies nothing.
 */
public final class TrustedKey {

    private static final String UNKNOWN = "which release key this host has seen before can't be read from ";

    private TrustedKey() {}

    /**
     * Reads the key.
     *
     * @param named the file of the key to trust, or null for the deployment's own
     * @throws NotTrustedException if there is no key, or it is not the one that this host has seen before
     */
    public static RsaPublicKey read(Deployment deployment, TrustStore store, @Nullable InputFile named)
            throws NotTrustedException {
        String path = path(named);
        RsaPublicKey key = trusted(deployment, named);
        TrustState known = remembered(store);
        if (known != null && !known.releaseKey().equals(key.fingerprint())) {
            throw new NotTrustedException(path + " is not the release key that this host has seen before");
        }
        return key;
    }

    /** The name in messages of the file with the key to trust. */
    static String path(@Nullable InputFile named) {
        return named == null ? KeyPurpose.RELEASE.publicHalf() : named.name();
    }

    /** The key to trust, without a comparison with what this host remembers. */
    static RsaPublicKey parse(Deployment deployment, @Nullable InputFile named)
            throws IOException, MalformedKeyException {
        return named == null
                ? KeyReader.publicHalf(deployment, path(null))
                : RsaPublicKey.fromPem(new String(named.bytes(), StandardCharsets.UTF_8), named.name());
    }

    private static RsaPublicKey trusted(Deployment deployment, @Nullable InputFile named) throws NotTrustedException {
        String path = path(named);
        try {
            return parse(deployment, named);
        } catch (MalformedKeyException e) {
            throw new NotTrustedException(path + ": " + e.problem());
        } catch (NoSuchFileException e) {
            throw new NotTrustedException(path + " is missing");
        } catch (NotRegularException e) {
            throw new NotTrustedException(path + " is " + e.what());
        } catch (IOException e) {
            throw new NotTrustedException(path + " can't be read: " + IoTrouble.reason(e));
        }
    }

    private static @Nullable TrustState remembered(TrustStore store) throws NotTrustedException {
        try {
            return store.load();
        } catch (TrustStore.UnusableStateException e) {
            throw new NotTrustedException(UNKNOWN + store.file());
        } catch (IOException e) {
            throw new NotTrustedException(UNKNOWN + store.file() + ": " + IoTrouble.reason(e));
        }
    }

    /** There is no key that can be trusted. The message says why, as a clause. */
    public static final class NotTrustedException extends Exception {

        private static final long serialVersionUID = 1L;

        NotTrustedException(String message) {
            super(message);
        }
    }
}
