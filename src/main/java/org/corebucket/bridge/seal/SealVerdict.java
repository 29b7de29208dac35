package org.corebucket.bridge.seal;

import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedBy;
import org.jspecify.annotations.Nullable;

/** The manifest in force as it was read, and whether it can be trusted. */
public final class SealVerdict {

    private final @Nullable Manifest manifest;
    private final @Nullable SealedHeader header;
    private final @Nullable Authority authority;
    private final CheckResult result;

    SealVerdict(
            @Nullable Manifest manifest,
            @Nullable SealedHeader header,
            @Nullable Authority authority,
            List<Question> questions) {
        this.manifest = manifest;
        this.header = header;
        this.authority = authority;
        this.result = CheckResult.of(questions);
    }

    /** Whether the manifest was read and its seal holds. */
    public boolean isTrusted() {
        return result instanceof CheckResult.Passed && manifest != null && header != null;
    }

    /**
     * Whether the manifest was read and the trusted key sealed it, though it may have expired since, by a clock that may be wrong:
     * what it lists is what its owner meant.
     */
    public boolean isAuthentic() {
        return manifest != null
                && header != null
                && result.findings().stream().map(Finding::code).allMatch(SealFindings.OF_THE_HOST::contains);
    }

    /** The digest of a file as its owner meant it; empty if that is not known. */
    public Optional<Sha256> sealed(String path) {
        return isAuthentic() ? manifest().flatMap(read -> read.digestOf(path)) : Optional.empty();
    }

    /** The manifest, trusted or not; empty if it could not be read. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** The serial of the seal; 0 if there is none. */
    public long serial() {
        return header == null ? 0 : header.serial();
    }

    /** The findings about the manifest and its seal. */
    public List<Finding> findings() {
        return result.findings();
    }

    /** The result of the check {@code seal}, with all its questions. */
    public CheckResult result() {
        return result;
    }

    /** The system's name as the manifest states it; empty if it states none. */
    public String system() {
        return header == null ? "" : header.system();
    }

    /** What a report says of the manifest. */
    public ManifestFacts facts() {
        String digest = manifest == null ? "" : manifest.digest().hex();
        return header == null
                ? new ManifestFacts(Deployment.MANIFEST, digest, 0, "", "", "")
                : new ManifestFacts(
                        Deployment.MANIFEST,
                        digest,
                        header.serial(),
                        UtcTime.of(header.sealedAt()),
                        header.expiry(),
                        header.by() instanceof DecidedBy.DecidedByKey key ? key.fingerprint() : "");
    }

    /** Who may decide; empty if that could not be found out. */
    public Optional<Authority> authority() {
        return Optional.ofNullable(authority);
    }

    /** The manifest's header; empty if it could not be read. */
    public Optional<SealedHeader> header() {
        return Optional.ofNullable(header);
    }
}
