package org.corebucket.bridge.approval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.trust.RootKey;

/** People with a key each. Anna's is the release key of a deployment that has no trust root yet. */
final class CachedHolders {

    /** Who they are; a trust root need not have all of them. */
    static final List<String> NAMES = List.of("anna", "bruno", "clara", "dario", "eva");

    /** The holder of the release key. */
    static final String RELEASE = "anna";

    private final Map<String, RsaPrivateKey> keys;

    private CachedHolders(Map<String, RsaPrivateKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** CachedHolders with new keys. */
    static CachedHolders generate() {
        Map<String, RsaPrivateKey> keys = new HashMap<>();
        NAMES.forEach(name -> keys.put(name, RsaPrivateKey.generate(2048)));
        return new CachedHolders(keys);
    }

    /** CachedHolders whose keys were {@linkplain #write written} to a directory. */
    static CachedHolders read(Path directory) throws IOException, MalformedKeyException, PassphraseException {
        Map<String, RsaPrivateKey> keys = new HashMap<>();
        for (String name : NAMES) {
            keys.put(name, RsaPrivateKey.fromPem(Files.readString(directory.resolve(name)), name, Passphrase.NONE));
        }
        return new CachedHolders(keys);
    }

    /** Writes all keys to a directory, for another process. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, RsaPrivateKey> key : keys.entrySet()) {
            Files.writeString(directory.resolve(key.getKey()), key.getValue().toPem());
        }
    }

    RsaPrivateKey key(String name) {
        RsaPrivateKey key = keys.get(name);
        if (key == null) {
            throw new IllegalArgumentException(name);
        }
        return key;
    }

    RootKey rootKey(String name) {
        return RootKey.of(name, key(name).publicKey());
    }

    String fingerprint(String name) {
        return key(name).publicKey().fingerprint();
    }

    byte[] sign(String name, Sha256 digest) {
        return key(name).signDigest(digest.bytes());
    }
}
