package org.corebucket.bridge.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * The descriptor of a witness, {@code canonical/witness.json}.
 *
 * @param name under which it signs; empty for the one that the deployment's id makes
 * @param place where it listens
 * @param logs whose checkpoints it cosigns
 */
public record WitnessSettings(Optional<String> name, ListenAddress place, List<WatchedLog> logs) {

    private static final long SCHEMA = 1;
    private static final ListenAddress STANDARD_PLACE = new ListenAddress("127.0.0.1", 8001, Optional.empty());

    private static final WitnessSettings STANDARD = new WitnessSettings(Optional.empty(), STANDARD_PLACE, List.of());

    /** What a cosignature can name (tlog-cosignature, "ML-DSA-44 signed message"). */
    private static final int LONGEST_ORIGIN = 255;

    /** Settings; the list is copied. */
    public WitnessSettings {
        logs = List.copyOf(logs);
    }

    /**
     * A log whose checkpoints are cosigned.
     *
     * @param origin its name, which no other log has
     * @param keys of which one at least signs each checkpoint
     */
    public record WatchedLog(String origin, List<VerifierKey> keys) {

        /** A log; the list is copied. */
        public WatchedLog {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Reads a descriptor strictly.
     *
     * @param source how messages name the descriptor
     * @throws MalformedJsonException names the line of the flaw
     */
    public static WitnessSettings read(byte[] json, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(json, source), source);
        if (fields.has("schema") && fields.wholeNumber("schema") != SCHEMA) {
            throw fields.refused(
                    "schema",
                    fields.line("schema"),
                    "is not 1",
                    "write 1, or use the version of bridgectl that it is for");
        }
        Optional<String> name = fields.has("name") ? Optional.of(fields.string("name")) : Optional.empty();
        if (name.isPresent() && !VerifierKey.isName(name.get())) {
            throw fields.refused(
                    "name",
                    fields.line("name"),
                    "is no name of a key",
                    "write 1 to 255 bytes without spaces and plus signs, like example.com/witness");
        }
        boolean placed = fields.has("host") || fields.has("port") || fields.has("tls");
        ListenAddress place = placed ? ListenAddress.read(fields) : STANDARD_PLACE;
        List<WatchedLog> logs = logs(fields.objects("logs"));
        fields.refuseOthers();
        return new WitnessSettings(name, place, logs);
    }

    private static List<WatchedLog> logs(List<JsonFields> elements) throws MalformedJsonException {
        List<WatchedLog> logs = new ArrayList<>();
        Set<String> origins = new HashSet<>();
        for (JsonFields fields : elements) {
            String origin = fields.string("origin");
            if (!isOrigin(origin)) {
                throw fields.refused(
                        "origin",
                        fields.line("origin"),
                        "is no origin of a log",
                        "write the first line of its checkpoints, of at most " + LONGEST_ORIGIN + " bytes");
            }
            if (!origins.add(origin)) {
                throw fields.refused(
                        "origin",
                        fields.line("origin"),
                        "is that of another log here",
                        "name all its keys in one place");
            }
            logs.add(new WatchedLog(origin, keys(fields)));
            fields.refuseOthers();
        }
        return logs;
    }

    private static boolean isOrigin(String origin) {
        return !origin.isEmpty()
                && origin.getBytes(StandardCharsets.UTF_8).length <= LONGEST_ORIGIN
                && origin.chars().noneMatch(c -> c < ' ');
    }

    private static List<VerifierKey> keys(JsonFields fields) throws MalformedJsonException {
        List<VerifierKey> keys = new ArrayList<>();
        for (JsonString vkey : fields.lines("keys")) {
            try {
                VerifierKey key = VerifierKey.parse(vkey.text());
                if (keys.contains(key)) {
                    throw new MalformedNoteException("it stands there twice");
                }
                keys.add(key);
            } catch (MalformedNoteException e) {
                throw fields.refused(
                        "keys",
                        vkey.line(),
                        "has what is no verifier key: " + e.getMessage(),
                        "write the lines that \"bridgectl keys show\" prints where the log is");
            }
        }
        if (keys.isEmpty()) {
            throw fields.refused(
                    "keys",
                    fields.line("keys"),
                    "is empty",
                    "write the lines that \"bridgectl keys show\" prints where the log is");
        }
        return keys;
    }

    /**
     * The name of a deployment's witness, as its descriptor and its seal say now, sealed or not; it may have keys before it has a
     * descriptor.
     *
     * @return empty if the descriptor names none, and the deployment is under no seal that holds, so that it has no id
     */
    public static Optional<String> name(Deployment deployment, Host host) throws IOException {
        WitnessSettings settings;
        try {
            byte[] descriptor = TreeFiles.read(deployment.root(), Deployment.WITNESS, Deployment.LARGEST_SETTINGS);
            settings = read(descriptor, Deployment.WITNESS);
        } catch (NoSuchFileException | NotRegularException | MalformedJsonException e) {
            settings = STANDARD; // verify says what is wrong with it
        }
        if (settings.name().isPresent()) {
            return settings.name();
        }
        WitnessSettings unnamed = settings;
        return SealVerifier.readOnly(deployment, host, null).header().map(header -> unnamed.name(header.deployment()));
    }

    /** The name under which it signs. */
    public String name(UUID deployment) {
        return name.orElse("witness.core-bucket-bridge/" + deployment);
    }
}
