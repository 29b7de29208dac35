package org.corebucket.bridge.trust;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * One version of a trust root (CONTRACT 13): which keys there are, and how many of them each act takes. Its signatures are over its
 * file's bytes, so that {@code openssl dgst} checks them.
 *
 * @param deployment the only one that it is for
 * @param version from 1; the next version has the next number
 * @param previous SHA-256 of the file of the version before; null for the first one, and where nobody wrote it
 * @param keys in the file's order; no two have the same name or key
 * @param thresholds of each act, from 1 to the number of keys
 * @param reason why there is this version, on one line
 * @param signedAt when it was proposed, in whole seconds
 */
public record TrustRoot(
        UUID deployment,
        long version,
        @Nullable Sha256 previous,
        List<RootKey> keys,
        Map<DecidedAct, Integer> thresholds,
        String reason,
        Instant signedAt) {

    /** The most keys that a trust root has. */
    public static final int MOST_KEYS = 32;

    private static final long SCHEMA = 1;
    private static final int LONGEST_NAME = 64;
    private static final String PREVIOUS = "previous";
    private static final String KEYS = "keys";
    private static final String EXPIRES = "expires";
    private static final String THRESHOLD = "threshold";

    /** A version; the collections are copied. */
    public TrustRoot {
        keys = List.copyOf(keys);
        thresholds = Collections.unmodifiableMap(new EnumMap<>(thresholds));
        if (version < 1 || !thresholds.keySet().equals(Set.of(DecidedAct.values()))) {
            throw new IllegalArgumentException("versions begin at 1, and each act has a threshold");
        }
    }

    /**
     * Reads a version strictly.
     *
     * @param source how messages name the file
     * @throws MalformedJsonException names the line of the flaw
     */
    public static TrustRoot read(byte[] json, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(json, source), source);
        if (fields.wholeNumber("schema") != SCHEMA) {
            throw fields.malformed("schema", "is not 1", "use the version of bridgectl that wrote the file");
        }
        UUID deployment = deployment(fields);
        long version = fields.wholeNumber("version");
        if (version < 1) {
            throw fields.malformed("version", "is below 1", "versions count from 1");
        }
        Sha256 previous = previous(fields);
        List<RootKey> keys = keys(fields, fields.objects(KEYS));
        Map<DecidedAct, Integer> thresholds = thresholds(fields.object(THRESHOLD), keys.size());
        String reason = oneLine(fields, "reason", Integer.MAX_VALUE);
        Instant signedAt = time(fields);
        fields.refuseOthers();
        return new TrustRoot(deployment, version, previous, keys, thresholds, reason, signedAt);
    }

    private static UUID deployment(JsonFields fields) throws MalformedJsonException {
        String id = fields.string("deployment");
        try {
            UUID uuid = UUID.fromString(id);
            if (uuid.toString().equals(id)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw noDeployment(fields);
        }
        throw noDeployment(fields);
    }

    private static @Nullable Sha256 previous(JsonFields fields) throws MalformedJsonException {
        String digest = fields.has(PREVIOUS) ? fields.stringOrNull(PREVIOUS) : null;
        try {
            return digest == null ? null : Sha256.parse(digest);
        } catch (IllegalArgumentException e) {
            throw fields.malformed(
                    PREVIOUS, "is no SHA-256 digest", "write the digest of the file of the version before: sha256sum");
        }
    }

    private static MalformedJsonException noDeployment(JsonFields fields) {
        return fields.malformed("deployment", "is no deployment's id", "write it as the manifest's header has it");
    }

    private static Instant time(JsonFields fields) throws MalformedJsonException {
        try {
            return UtcTime.parse(fields.string("signed_at"));
        } catch (DateTimeException e) {
            throw fields.malformed("signed_at", "is no time", "write it like 2026-01-31T12:00:00Z");
        }
    }

    private static List<RootKey> keys(JsonFields root, List<JsonFields> elements) throws MalformedJsonException {
        if (elements.isEmpty() || elements.size() > MOST_KEYS) {
            throw root.malformed(KEYS, "has " + elements.size() + " keys", "name 1 to " + MOST_KEYS);
        }
        List<RootKey> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> fingerprints = new HashSet<>();
        for (JsonFields element : elements) {
            RootKey key = key(element);
            if (!names.add(key.name())) {
                throw element.malformed("name", "is that of another key", "give each key a name of its own");
            }
            if (!fingerprints.add(key.fingerprint())) {
                throw element.malformed("fingerprint", "is that of another key", "name each key once: it counts once");
            }
            keys.add(key);
        }
        return keys;
    }

    private static RootKey key(JsonFields element) throws MalformedJsonException {
        String name = oneLine(element, "name", LONGEST_NAME);
        String fingerprint = element.string("fingerprint");
        RsaPublicKey key;
        try {
            key = RsaPublicKey.fromPem(element.string("pem"), "the key");
        } catch (MalformedKeyException e) {
            throw element.malformed("pem", "is no public key: " + e.problem(), "copy the key's public half there");
        }
        Instant expires = expires(element);
        element.refuseOthers();
        if (!key.fingerprint().equals(fingerprint)) {
            throw element.malformed(
                    "fingerprint",
                    "is not that of the key, " + key.fingerprint(),
                    "find out which of the two is meant");
        }
        return new RootKey(name, fingerprint, key, expires);
    }

    private static @Nullable Instant expires(JsonFields element) throws MalformedJsonException {
        try {
            return element.has(EXPIRES) ? UtcTime.parse(element.string(EXPIRES)) : null;
        } catch (DateTimeException e) {
            throw element.malformed(EXPIRES, "is no time", "write it like 2027-12-31T00:00:00Z, or leave it out");
        }
    }

    private static Map<DecidedAct, Integer> thresholds(JsonFields fields, int keys) throws MalformedJsonException {
        Map<DecidedAct, Integer> thresholds = new EnumMap<>(DecidedAct.class);
        for (DecidedAct act : DecidedAct.values()) {
            long threshold = fields.wholeNumber(act.text());
            if (threshold < 1 || threshold > keys) {
                throw fields.malformed(
                        act.text(),
                        "is " + threshold + ", and there are " + keys + " keys",
                        "write a number from 1 to " + keys);
            }
            thresholds.put(act, (int) threshold);
        }
        fields.refuseOthers();
        return thresholds;
    }

    private static String oneLine(JsonFields fields, String name, int longest) throws MalformedJsonException {
        String text = fields.string(name);
        if (text.isBlank() || text.length() > longest || !OneLine.of(text).equals(text)) {
            throw fields.malformed(
                    name,
                    "is not one line of plain text" + (longest == Integer.MAX_VALUE ? "" : " of at most " + longest),
                    "write a few words, without backslashes and what steers a terminal");
        }
        return text;
    }

    /** The content of its file. */
    public byte[] bytes() {
        String text = JsonWriter.file(json -> {
            json.field("schema", SCHEMA)
                    .field("deployment", deployment.toString())
                    .field("version", version);
            if (previous != null) {
                json.field(PREVIOUS, previous.hex());
            }
            json.beginArray(KEYS);
            for (RootKey key : keys) {
                json.beginObject()
                        .field("name", key.name())
                        .field("fingerprint", key.fingerprint())
                        .field("pem", key.key().toPem());
                if (key.expires() != null) {
                    json.field(EXPIRES, UtcTime.of(key.expires()));
                }
                json.endObject();
            }
            json.endArray().beginObject(THRESHOLD);
            for (Map.Entry<DecidedAct, Integer> threshold : thresholds.entrySet()) {
                json.field(threshold.getKey().text(), (long) threshold.getValue());
            }
            json.endObject().field("reason", reason).field("signed_at", UtcTime.of(signedAt));
        });
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How many keys an act takes. */
    public int threshold(DecidedAct act) {
        return Optional.ofNullable(thresholds.get(act)).orElseThrow();
    }

    /** The key with this fingerprint; empty if this version does not have it. */
    public Optional<RootKey> key(String fingerprint) {
        return keys.stream()
                .filter(key -> key.fingerprint().equals(fingerprint))
                .findFirst();
    }
}
