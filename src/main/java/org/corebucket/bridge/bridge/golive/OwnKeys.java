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
import org.corebucket.bridge.readiness.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The deployment's own key pairs where both halves can be read here without a passphrase, and one made for the rehearsal in
 * place of all others: private halves are best kept elsewhere, and that must not keep anybody from rehearsing.
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

    /** The pair whose public half lies at a path, or the one that stands in for it. */
    RsaPrivateKey pair(String publicPath) {
        RsaPrivateKey known = byPath.get(publicPath);
        if (known == null) {
            known = read(publicPath).orElseGet(this::scratch);
            byPath.put(publicPath, known);
        }
        return known;
    }

    /** A key for this rehearsal alone. */
    private RsaPrivateKey scratch() {
        RsaPrivateKey made = scratch;
        if (made == null) {
            made = RsaPrivateKey.generate(RsaPublicKey.MIN_BITS);
            scratch = made;
        }
        return made;
    }

    /** Empty, too, if something is wrong with it; then a finding says what. */
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
                            ? "make it anew from its private half: "
                                    + KeyFiles.of(publicPath).derivePublicHalf()
                            : IoTrouble.remedy(e));
        }
        return Optional.empty();
    }

    /** Empty if it is not here, or not for this user, or needs a passphrase. */
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
