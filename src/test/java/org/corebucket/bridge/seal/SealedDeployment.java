package org.corebucket.bridge.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestWriter;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.testkit.BareDeployment;
import org.jspecify.annotations.Nullable;

/** A deployment of a manifest, its seal and the release key, and a user's state beside it. */
final class SealedDeployment {

    static final RsaPrivateKey RELEASE = BareDeployment.RELEASE;
    static final RsaPrivateKey OTHER = BareDeployment.OTHER;
    static final UUID ID = UUID.fromString("0b8c6a6e-50f1-4c0e-9d3b-1f2f3a4b5c6d");
    static final Instant SEALED = Instant.parse("2026-11-20T10:00:00Z");

    /** An hour after the sealing. */
    static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");

    private final BareDeployment bare;
    private final Deployment deployment;

    /** Serial 1 under the release key, never expiring, and no state yet. */
    SealedDeployment(Path directory) throws IOException {
        this.bare = new BareDeployment(directory, NOW);
        this.deployment = bare.deployment();
        Files.createDirectory(deployment.path("manifests"));
        seal(header(1, null), RELEASE);
    }

    Deployment deployment() {
        return deployment;
    }

    TrustStore store() {
        return bare.store();
    }

    /** The header of a manifest that the release key seals. */
    static SealedHeader header(long serial, @Nullable Instant expires) {
        return new SealedHeader(
                ID,
                "A system",
                serial,
                SEALED,
                expires,
                "a reason",
                SoleHolder.deciding(RELEASE).decidedBy());
    }

    static String fingerprint(RsaPrivateKey key) {
        return key.publicKey().fingerprint();
    }

    /** Puts a key's public half where the deployment has its release key. */
    void publish(RsaPrivateKey key) throws IOException {
        bare.publish(key);
    }

    void seal(SealedHeader header, RsaPrivateKey key) throws IOException {
        seal(header.lines(), key);
    }

    void seal(String headerLines, RsaPrivateKey key) throws IOException {
        byte[] manifest = manifest(headerLines);
        Files.write(deployment.manifest(), manifest);
        Files.write(deployment.seal(), key.sign(manifest));
    }

    static byte[] manifest(String headerLines) {
        Sha256 digest = Sha256.of("content".getBytes(US_ASCII));
        return ManifestWriter.write(headerLines, List.of(new ManifestEntry(digest, "file", "file")));
    }

    SealVerdict verify() throws IOException {
        return verifyAt(NOW);
    }

    SealVerdict verifyAt(Instant now) throws IOException {
        return verify(now, false, null);
    }

    SealVerdict verifyReadOnly() throws IOException {
        return verify(NOW, true, null);
    }

    SealVerdict verifyTrusting(Path pem) throws IOException {
        return verify(NOW, false, pem);
    }

    private SealVerdict verify(Instant now, boolean readOnly, @Nullable Path trusted) throws IOException {
        SealMemory memory = new SealMemory(deployment, store(), Clock.fixed(now, ZoneOffset.UTC), readOnly);
        return new SealVerifier(deployment, memory, trusted == null ? null : InputFile.of(trusted)).verify();
    }

    static List<String> codes(SealVerdict verdict) {
        return verdict.findings().stream().map(Finding::code).toList();
    }
}
