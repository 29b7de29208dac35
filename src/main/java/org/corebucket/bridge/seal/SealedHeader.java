package org.corebucket.bridge.seal;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.trust.DecidedBy;
import org.jspecify.annotations.Nullable;

/**
 * The header of a sealed manifest: its leading comment lines (CONTRACT 11).
 *
 * @param deployment the deployment that it was made for
 * @param system the system's name
 * @param serial the seal's number, from 1, which rises with every freeze
 * @param sealedAt when it was sealed
 * @param expires when the seal expires; null if never
 * @param reason why it was sealed, on one line
 * @param before SHA-256 of the manifest that it replaces, which those who approved it compared it with; null if one key decided
 * @param by who sealed it
 */
public record SealedHeader(
        UUID deployment,
        String system,
        long serial,
        Instant sealedAt,
        @Nullable Instant expires,
        String reason,
        @Nullable Sha256 before,
        DecidedBy by) {

    private static final String NEVER = "never";
    private static final String BEFORE = "before";

    /** The header of a manifest that one key has decided. */
    public SealedHeader(
            UUID deployment,
            String system,
            long serial,
            Instant sealedAt,
            @Nullable Instant expires,
            String reason,
            DecidedBy by) {
        this(deployment, system, serial, sealedAt, expires, reason, null, by);
    }

    public SealedHeader {
        if (serial < 1) {
            throw new IllegalArgumentException("serials begin at 1, not " + serial);
        }
    }

    /**
     * Reads the header of a manifest.
     *
     * @throws MalformedManifestException naming the value that is missing or malformed
     */
    public static SealedHeader of(Map<String, String> header, String source) throws MalformedManifestException {
        String name = "deployment";
        try {
            UUID deployment = UUID.fromString(value(header, name));
            name = "serial";
            long serial = positive(value(header, name));
            name = "sealed_at";
            Instant sealedAt = UtcTime.parse(value(header, name));
            name = "expires";
            String expires = value(header, name);
            Instant expiry = expires.equals(NEVER) ? null : UtcTime.parse(expires);
            name = "system";
            String system = value(header, name);
            name = "reason";
            String reason = value(header, name);
            name = BEFORE;
            String digest = header.get(name);
            Sha256 before = digest == null ? null : Sha256.parse(digest);
            name = "key";
            return new SealedHeader(deployment, system, serial, sealedAt, expiry, reason, before, DecidedBy.of(header));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedManifestException(
                    source, 1, "the header has no valid '" + name + "'; it is not a manifest that 'freeze' wrote");
        }
    }

    private static long positive(String number) {
        long serial = Long.parseLong(number);
        if (serial < 1) {
            throw new IllegalArgumentException("serials begin at 1, not " + number);
        }
        return serial;
    }

    private static String value(Map<String, String> header, String name) {
        String value = header.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    /** The header as comment lines, each with its line feed. */
    public String lines() {
        return "# deployment: " + deployment
                + "\n# system: " + system
                + "\n# serial: " + serial
                + "\n# sealed_at: " + UtcTime.of(sealedAt)
                + "\n# expires: " + expiry()
                + "\n# reason: " + reason
                + (before == null ? "" : "\n# " + BEFORE + ": " + before.hex())
                + "\n# " + by.name() + ": " + by.value() + "\n";
    }

    /** The time of expiry, or {@code never}. */
    public String expiry() {
        return expires == null ? NEVER : UtcTime.of(expires);
    }
}
