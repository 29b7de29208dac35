package org.corebucket.bridge.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;

/**
 * The public halves by which signatures of one purpose verify: the present one first, then those from before a rotation. A
 * signature holds if any of their keys made it. Threads may share it.
 */
public final class KeyRing {

    /** The public halves in a directory, as {@code keys generate} and {@code keys rotate} call them. */
    private static final String EVERY_PUBLIC_HALF = "{public,*.public}{,.*}.pem";

    /** A key with its fingerprint, which would have to be computed each time. */
    private record NamedKey(RsaPublicKey key, String fingerprint) {}

    private final List<NamedKey> keys;

    private KeyRing(List<NamedKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** A ring of given keys, the present one first. */
    public static KeyRing of(List<RsaPublicKey> keys) {
        List<NamedKey> named = new ArrayList<>();
        for (RsaPublicKey key : keys) {
            named.add(new NamedKey(key, key.fingerprint()));
        }
        return new KeyRing(named);
    }

    /**
     * The key in a file and, if it is there, the one from before the last rotation beside it.
     *
     * @param publicHalf the path of the file relative to the root; it may have any name
     * @throws IOException if the present key can't be read
     * @throws MalformedKeyException if a file holds no sound key
     */
    public static KeyRing beside(Deployment deployment, String publicHalf) throws IOException, MalformedKeyException {
        List<RsaPublicKey> keys = new ArrayList<>();
        keys.add(KeyReader.publicHalf(deployment, publicHalf));
        String previous = KeyFiles.previousOf(publicHalf);
        if (Files.exists(deployment.path(previous), LinkOption.NOFOLLOW_LINKS)) {
            keys.add(KeyReader.publicHalf(deployment, previous));
        }
        return of(keys);
    }

    /**
     * The present key of a purpose and the one from before the last rotation, as far as they are there.
     *
     * @throws MalformedKeyException if a file holds no sound key
     */
    public static KeyRing lately(Deployment deployment, KeyPurpose purpose) throws IOException, MalformedKeyException {
        List<RsaPublicKey> keys = new ArrayList<>();
        addIfRegular(deployment, purpose.publicHalf(), keys);
        addIfRegular(deployment, purpose.files().previousHalf(), keys);
        return of(keys);
    }

    /**
     * The present key of a purpose and all from before its rotations, as far as they are there: what they signed must verify as
     * long as it exists.
     *
     * @throws MalformedKeyException if a file holds no sound key
     */
    public static KeyRing ever(Deployment deployment, KeyPurpose purpose) throws IOException, MalformedKeyException {
        List<RsaPublicKey> keys = new ArrayList<>();
        addIfRegular(deployment, purpose.publicHalf(), keys);
        addAll(deployment, purpose.files().earlierHalves(), keys);
        return of(keys);
    }

    /**
     * Every public half in {@code security/}, whatever its purpose, including those from before rotations.
     *
     * @throws MalformedKeyException if a file holds no sound key
     */
    public static KeyRing ofAll(Deployment deployment) throws IOException, MalformedKeyException {
        List<RsaPublicKey> keys = new ArrayList<>();
        addAll(deployment, EVERY_PUBLIC_HALF, keys);
        return of(keys);
    }

    private static void addAll(Deployment deployment, String pattern, List<RsaPublicKey> keys)
            throws IOException, MalformedKeyException {
        for (String name : TreeFiles.names(KeyFiles.directory(deployment), pattern)) {
            addIfRegular(deployment, KeyFiles.DIRECTORY + "/" + name, keys);
        }
    }

    private static void addIfRegular(Deployment deployment, String path, List<RsaPublicKey> keys)
            throws IOException, MalformedKeyException {
        if (Files.isRegularFile(deployment.path(path), LinkOption.NOFOLLOW_LINKS)) {
            keys.add(KeyReader.publicHalf(deployment, path));
        }
    }

    /** The same keys, verifying by the native library. */
    public KeyRing by(NativeRsa library) {
        List<NamedKey> fast = new ArrayList<>();
        for (NamedKey named : keys) {
            fast.add(new NamedKey(named.key().by(library), named.fingerprint()));
        }
        return new KeyRing(fast);
    }

    /** Whether there is no key. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The key with this fingerprint, if it is in the ring. */
    public Optional<RsaPublicKey> find(String fingerprint) {
        for (NamedKey named : keys) {
            if (named.fingerprint().equals(fingerprint)) {
                return Optional.of(named.key());
            }
        }
        return Optional.empty();
    }

    /**
     * Verifies a signature over the content.
     *
     * @return the fingerprint of the key that made it
     * @throws InvalidSignatureException if none of the keys made it
     */
    public String verifyContent(byte[] content, byte[] signature) throws InvalidSignatureException {
        return verify(Sha256.of(content).bytes(), signature);
    }

    /**
     * Verifies a signature over the content that has this digest.
     *
     * @param sha256 32 bytes
     * @return the fingerprint of the key that made it
     * @throws InvalidSignatureException if none of the keys made it
     */
    public String verify(byte[] sha256, byte[] signature) throws InvalidSignatureException {
        InvalidSignatureException first = null;
        for (NamedKey named : keys) {
            try {
                named.key().verify(sha256, signature);
                return named.fingerprint();
            } catch (InvalidSignatureException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new InvalidSignatureException("there is no key to verify the signature with") : first;
    }
}
