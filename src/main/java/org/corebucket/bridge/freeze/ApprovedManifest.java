package org.corebucket.bridge.freeze;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.attributes.AttributeRecord.AttributeDifference;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestChanges;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.outside.OutsideQuestions;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;

/** What a manifest that was approved must be before it is put in force: made for this moment, and for these files. */
final class ApprovedManifest {

    private static final String AGAIN = "\nPropose it again: bridgectl freeze --propose --reason TEXT";
    private static final int SHOWN = 10;

    private ApprovedManifest() {}

    static Manifest read(byte[] approved) throws IOException, RefusedException {
        try {
            return ManifestReader.read(new ByteArrayInputStream(approved), "the proposed manifest");
        } catch (MalformedManifestException e) {
            throw new RefusedException(e.getMessage() + AGAIN);
        }
    }

    /**
     * Requires that the manifest in force is approved, though it may have expired: what is proposed is shown as its difference from that
     * one, and would hide whatever somebody had put into it.
     */
    static void requireApproved(SealVerdict before) throws RefusedException {
        if (!before.isAuthentic()) {
            throw new RefusedException(
                    "the manifest in force is not approved itself, so nothing can be compared with it: "
                            + before.findings().get(0).message() + "\n"
                            + before.findings().get(0).remedy());
        }
    }

    /** Requires that there is a trust root: a seal of several signatures does not hold for a release key that decides alone. */
    static Authority.RootInForce requireRoot(Authority authority) throws RefusedException {
        if (authority instanceof Authority.RootInForce root) {
            return root;
        }
        throw new RefusedException("the one release key decides here, and nobody else approves what it seals"
                + "\nSeal it: bridgectl freeze --reason TEXT");
    }

    /** Requires that it follows the manifest in force, and was made under those who may decide now. */
    static SealedHeader requireNext(Manifest manifest, Authority authority, TrustState known, SealVerdict before)
            throws RefusedException {
        SealedHeader header;
        try {
            header = SealedHeader.of(manifest.header(), "the proposed manifest");
        } catch (MalformedManifestException e) {
            throw new RefusedException(e.getMessage() + AGAIN);
        }
        if (!header.deployment().equals(known.deployment())) {
            throw new RefusedException(
                    "the proposed manifest is of another deployment, " + header.deployment() + AGAIN);
        }
        if (!header.by().equals(authority.decidedBy())) {
            throw new RefusedException("the manifest was proposed under "
                    + header.by().words() + ", and " + authority.words() + " is in force" + AGAIN);
        }
        boolean same = before.manifest().map(Manifest::digest).equals(Optional.ofNullable(header.before()));
        if (!same || header.serial() != Freeze.serial(known, before)) {
            throw new RefusedException("the proposed manifest, of serial " + header.serial()
                    + ", was compared with another manifest than the one that is in force" + AGAIN);
        }
        return header;
    }

    /** Requires that the attributes are still those of the record that was approved with the files. */
    static void requireAttributes(Manifest approved, Deployment deployment) throws IOException, MendableException {
        List<AttributeDifference> differences = SealedAttributes.differences(deployment, approved);
        if (!differences.isEmpty()) {
            AttributeDifference one = differences.get(0);
            throw new RefusedException("the attributes are no longer what was approved: " + OneLine.of(one.path())
                    + ", " + OneLine.of(one.attribute()) + AGAIN);
        }
    }

    /** Requires that the files outside of the deployment are still those of the record that was approved. */
    static void requireOutside(Manifest approved, Deployment deployment) throws IOException, MendableException {
        if (approved.digestOf(Deployment.OUTSIDE).isEmpty()) {
            return;
        }
        Questions questions = new Questions();
        List<String> named = PolicyReader.unverified(deployment).outside();
        new OutsideQuestions(deployment, named, approved).ask(questions);
        for (Question question : questions.asked()) {
            for (Finding finding : question.findings()) {
                throw new RefusedException(
                        "the files outside are no longer what was approved: " + finding.message() + AGAIN);
            }
        }
    }

    /** Requires that the files are still what was approved. */
    static void requireSame(Manifest approved, List<ManifestEntry> entries) throws RefusedException {
        ManifestChanges since = ManifestChanges.between(approved.entries(), entries);
        if (since.isEmpty() && entries.size() == approved.entries().size()) {
            return;
        }
        StringBuilder words = new StringBuilder("the files are no longer what was approved:");
        int left = SHOWN;
        for (Map.Entry<String, List<String>> kind : Map.of(
                        "added", since.added(), "changed", since.changed(), "removed", since.removed())
                .entrySet()) {
            for (String path : kind.getValue()) {
                if (left-- > 0) {
                    words.append("\n  ").append(kind.getKey()).append(' ').append(OneLine.of(path));
                }
            }
        }
        throw new RefusedException(
                words + "\nPut back what was approved, or propose what is there now: bridgectl freeze"
                        + " --propose --reason TEXT");
    }
}
