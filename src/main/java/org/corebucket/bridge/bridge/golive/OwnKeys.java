package org.corebucket.bridge.bridge.golive;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyReader;
import org.corebucket.bridge.keys.KeyRemedies;
import org.corebucket.bridge.readiness.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The key pairs of a rehearsal: the deployment's own where both halves can be read here without a passphrase, and one
 * scratch pair in place of all others. Private halves are best kept elsewhere, and a rehearsal must be possible without
 * them.
 */
final class OwnKeys {

    private final Deployment deployment;
    private final Transcript transcript;
    private final Map<String, RsaPrivateKey> byPath = new HashMap<>();
    private final List<String> own = new ArrayList<>();
    private final List<String> replaced = new ArrayList<>();
    private @Nullable RsaPrivateKey scratch;

    OwnKeys(Deployment deployment, Transcript transcript) {
        this.deployment = deployment;
        this.transcript = transcript;
    }

    /** The key pair whose public half lies at a path, or the scratch pair in its place. */
    RsaPrivateKey pair(String publicPath) {
        RsaPrivateKey known = byPath.get(publicPath);
        if (known == null) {
            known = read(publicPath).orElseGet(this::scratch);
            byPath.put(publicPath, known);
        }
        return known;
    }

    /** The scratch key pair of this rehearsal. */
    private RsaPrivateKey scratch() {
        RsaPrivateKey made = scratch;
        if (made == null) {
            made = RsaPrivateKey.generate(RsaPublicKey.MIN_BITS);
            scratch = made;
        }
        return made;
    }

    /**
     * Reads the deployment's own pair. It is empty if the private half can't be read here, or if something is wrong
     * with the pair, which a finding then reports.
     */
    private Optional<RsaPrivateKey> read(String publicPath) {
        try {
            RsaPublicKey known = KeyReader.publicHalf(deployment, publicPath);
            KeyFiles pair = KeyFiles.ofPublicHalf(publicPath).orElse(null);
            Optional<RsaPrivateKey> key = pair == null ? Optional.empty() : privateHalf(pair.privateHalf());
            if (pair == null || key.isEmpty()) {
                replaced.add(publicPath);
            } else if (key.get().publicKey().equals(known)) {
                own.add(publicPath);
            } else {
                transcript.trouble(
                        "go-live-key-pair",
                        publicPath,
                        pair.privateHalf() + " and " + publicPath
                                + " are no pair: what is signed with the one is refused by the other",
                        "if the private half is the right one: " + pair.derivePublicHalf());
                return Optional.empty();
            }
            return key;
        } catch (MalformedKeyException e) {
            transcript.trouble("go-live-key", e.source(), e.source() + " " + e.problem(), e.remedy());
        } catch (IOException e) {
            transcript.trouble(
                    "go-live-key",
                    publicPath,
                    publicPath + " can't be read (" + IoTrouble.reason(e)
                            + "), and a bridge would not start without it",
                    e instanceof NoSuchFileException
                            ? new KeyRemedies(deployment).publicKey(publicPath)
                            : IoTrouble.remedy(e));
        }
        return Optional.empty();
    }

    /** Reads a private half; empty if it is not here, this user may not read it, or it needs a passphrase. */
    private Optional<RsaPrivateKey> privateHalf(String path) throws MalformedKeyException {
        try {
            return Optional.of(KeyReader.privateHalf(deployment, path));
        } catch (IOException | PassphraseException e) {
            return Optional.empty();
        }
    }

    /** Notes which keys were used. */
    void tell() {
        if (!own.isEmpty()) {
            transcript.fact(Topic.KEYS, "Keys of this deployment: " + String.join(", ", own));
        }
        if (!replaced.isEmpty()) {
            transcript.fact(
                    Topic.KEYS,
                    "Scratch keys in place of " + String.join(", ", replaced)
                            + ", whose private halves can't be read here without a passphrase");
        }
    }
}
