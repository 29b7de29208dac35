package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * How a deployment shows its ledger as a log (CONTRACT 14): the member {@code log} of the bridge's descriptor.
 *
 * @param named the log's origin, if the descriptor names one
 * @param isPublic whether everybody may read checkpoints and tiles, which tell nothing but hashes; else a token is needed
 */
public record LogSettings(Optional<String> named, boolean isPublic) {

    /** What counts where the descriptor says nothing. */
    public static final LogSettings STANDARD = new LogSettings(Optional.empty(), true);

    private static final String MEMBER = "log";
    private static final String STANDARD_ORIGIN = "core-bucket-bridge/";

    /**
     * Reads the member of a descriptor; it need not be there.
     *
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static LogSettings read(JsonFields descriptor) throws MalformedJsonException {
        if (!descriptor.has(MEMBER)) {
            return STANDARD;
        }
        JsonFields log = descriptor.object(MEMBER);
        Optional<String> origin = log.has("origin") ? Optional.of(origin(log)) : Optional.empty();
        boolean isPublic = !log.has("public") || log.truth("public");
        log.refuseOthers();
        return new LogSettings(origin, isPublic);
    }

    private static String origin(JsonFields log) throws MalformedJsonException {
        String origin = log.string("origin");
        if (!VerifierKey.isName(origin)) {
            throw log.refused(
                    "origin",
                    log.line("origin"),
                    "is no name of a log",
                    "write at most 255 bytes without spaces and plus signs, like log.example.com/bridge");
        }
        return origin;
    }

    /** Those of a deployment's bridge, as its file says now, sealed or not; the standard ones if it has no sound descriptor. */
    public static LogSettings of(Deployment deployment) throws IOException {
        try {
            byte[] descriptor = TreeFiles.read(deployment.root(), Deployment.BRIDGE, Deployment.LARGEST_SETTINGS);
            return read(JsonFields.of(Json.parse(descriptor, Deployment.BRIDGE), Deployment.BRIDGE));
        } catch (NoSuchFileException | NotRegularException | MalformedJsonException e) {
            return STANDARD;
        }
    }

    /**
     * The log's name for everybody, which is also that of its keys.
     *
     * @param deployment the deployment's id
     */
    public String origin(UUID deployment) {
        return named.orElse(STANDARD_ORIGIN + deployment);
    }

    /**
     * The name of a deployment's log, as its descriptor and its seal say now.
     *
     * @return empty if the descriptor names none, and the deployment is under no seal that holds, so that it has no id
     */
    public static Optional<String> origin(Deployment deployment, Host host) throws IOException {
        LogSettings settings = of(deployment);
        if (settings.named().isPresent()) {
            return settings.named();
        }
        return SealVerifier.readOnly(deployment, host, null)
                .header()
                .map(header -> settings.origin(header.deployment()));
    }

    /** Where the log's tree lies, and with it the checkpoints of a ledger in files. */
    public static Path directory(Deployment deployment) {
        return LedgerFiles.of(deployment).log();
    }
}
