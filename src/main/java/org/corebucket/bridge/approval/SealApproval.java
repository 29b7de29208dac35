package org.corebucket.bridge.approval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.seal.KeptSeals;
import org.corebucket.bridge.seal.Seal;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.SignedTrustRoot;

/**
 * Adds signatures to the seal in force, so that it goes on holding when others may decide: whoever is proposed for the next trust
 * root signs it before that is in force.
 */
public final class SealApproval {

    private static final int MODE = 0644;

    private final Deployment deployment;
    private final Manifest manifest;
    private final SealedHeader header;
    private final List<ProposalStanding.AuthorityCount> counts;

    private SealApproval(
            Deployment deployment,
            Manifest manifest,
            SealedHeader header,
            List<ProposalStanding.AuthorityCount> counts) {
        this.deployment = deployment;
        this.manifest = manifest;
        this.header = header;
        this.counts = List.copyOf(counts);
    }

    /**
     * The seal in force; the caller holds the deployment's lock.
     *
     * @param verdict about it, whose manifest and header were read
     * @throws RefusedException if there is no trust root, neither in force nor proposed
     */
    public static SealApproval of(Deployment deployment, SealVerdict verdict) throws IOException, RefusedException {
        Manifest manifest = verdict.manifest().orElseThrow();
        SealedHeader header = verdict.header().orElseThrow();
        List<Authority> authorities = new ArrayList<>();
        verdict.authority().filter(one -> one instanceof Authority.RootInForce).ifPresent(authorities::add);
        Proposal proposed = Proposals.of(deployment).of(Subject.TRUST).orElse(null);
        if (proposed != null) {
            authorities.add(ProposalStanding.own(
                    new SignedTrustRoot(ProposalStanding.root(proposed), proposed.digest(), proposed.signatures()),
                    verdict.authority().orElse(null)));
        }
        if (authorities.isEmpty()) {
            throw new RefusedException("the one release key decides here, and no trust root is proposed"
                    + "\nLet several decide: bridgectl trust init --help");
        }
        List<ProposalStanding.AuthorityCount> counts = new ArrayList<>();
        for (Authority one : authorities) {
            counts.add(new ProposalStanding.AuthorityCount(
                    one, one.count(DecidedAct.FREEZE, manifest.digest(), signatures(deployment, one, header))));
        }
        return new SealApproval(deployment, manifest, header, counts);
    }

    private static DetachedSignatures signatures(Deployment deployment, Authority authority, SealedHeader header)
            throws IOException {
        return Seal.beside(deployment, Deployment.MANIFEST, authority, header).signatures();
    }

    /** How far the seal is. */
    public ProposalStanding standing() {
        return new ProposalStanding(counts);
    }

    /** SHA-256 of what is signed, the manifest in force. */
    public Sha256 digest() {
        return manifest.digest();
    }

    /** What is signed, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("The seal in force: serial " + header.serial() + ", sealed " + UtcTime.of(header.sealedAt())
                + ", expires " + header.expiry() + ", by " + header.by().words());
        lines.add("  reason: " + header.reason());
        for (ManifestEntry entry : manifest.entries()) {
            lines.add("  " + entry.digest().hex() + "  " + entry.path());
        }
        return lines;
    }

    /** Adds the signature of a key, durably, in force and in the baseline. */
    public void sign(RootKey key, byte[] signature) throws IOException {
        DurableFiles files = new DurableFiles(deployment.staging());
        for (String signed : List.of(KeptSeals.manifestPath(header.serial()), Deployment.MANIFEST)) {
            files.write(deployment.path(DetachedSignatures.path(signed, key.fingerprint())), signature, MODE);
        }
    }
}
