package org.corebucket.bridge.approval;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.SignedTrustRoot;
import org.corebucket.bridge.trust.TrustRoot;

/**
 * The directory of what is proposed, {@code manifests/proposed} or a copy of it on another host (CONTRACT 13). For each subject it
 * has the bytes that are signed, the signatures beside them, and in a directory of the subject's what one needs to see what would
 * change. Nothing in it is in force.
 */
public final class Proposals {

    /** The directory in a deployment, relative to the root. */
    public static final String DIRECTORY = "manifests/proposed";

    /** The most bytes of what is proposed, and of a file that is shown. */
    static final int LARGEST = 1 << 30;

    private static final int MODE = 0644;

    /** The name under which a proposal keeps the trust root that is in force. */
    private static final String ROOT = "trust-in-force.json";

    private final Path directory;
    private final DurableFiles files;

    private Proposals(Path directory) {
        this.directory = directory;
        this.files = new DurableFiles(directory.resolve(".staging"));
    }

    /** What is proposed in a deployment. */
    public static Proposals of(Deployment deployment) {
        return new Proposals(deployment.path(DIRECTORY));
    }

    /** A copy of what is proposed. */
    public static Proposals in(Path directory) {
        return new Proposals(directory);
    }

    /** All proposals, in the order of their files' names. */
    public List<Proposal> all() throws IOException {
        List<Proposal> all = new ArrayList<>();
        for (String name : TreeFiles.names(directory)) {
            Subject subject = Subject.ofFile(name).orElse(null);
            if (subject != null) {
                of(subject).ifPresent(all::add);
            }
        }
        return all;
    }

    /** The proposal about a subject; empty if there is none. */
    public Optional<Proposal> of(Subject subject) throws IOException {
        try {
            byte[] content = TreeFiles.read(directory, subject.file(), LARGEST);
            return Optional.of(new Proposal(subject, content, DetachedSignatures.beside(directory, subject.file())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * The proposal about a subject, if enough have approved it.
     *
     * @throws MendableException if nothing is proposed, or too few have approved it: the message says who is missing
     */
    public Proposal approved(Subject subject, Authority inForce) throws IOException, MendableException {
        Proposal proposal = of(subject)
                .orElseThrow(() -> MendableException.missing("nothing is proposed about " + OneLine.of(subject.word())
                        + "\nPropose it first: " + OneLine.of(subject.proposing())));
        ProposalStanding.of(proposal, inForce).requireReached();
        return proposal;
    }

    /**
     * Proposes something, durably, in place of what was proposed before about it. The caller holds the deployment's lock.
     *
     * @param content the bytes that are to be signed
     * @param inForce who may decide now; a trust root is kept beside the proposal
     * @param shown what one needs to see what would change, by names without a slash
     * @param copies files of which copies are needed as well, by names without a slash
     */
    public void propose(
            Subject subject, byte[] content, Authority inForce, Map<String, byte[]> shown, Map<String, Path> copies)
            throws IOException {
        files.sweep();
        drop(subject);
        if (inForce instanceof Authority.RootInForce root) {
            files.write(shownPath(subject, ROOT), root.version().root().bytes(), MODE);
        }
        for (Map.Entry<String, byte[]> one : shown.entrySet()) {
            files.write(shownPath(subject, one.getKey()), one.getValue(), MODE);
        }
        for (Map.Entry<String, Path> one : copies.entrySet()) {
            try (InputStream in = Files.newInputStream(one.getValue(), LinkOption.NOFOLLOW_LINKS)) {
                files.publish(files.stage(in, MODE), shownPath(subject, one.getKey()));
            }
        }
        files.write(directory.resolve(subject.file()), content, MODE);
    }

    /** Adds the signature of a key, durably. */
    public void sign(Proposal proposal, String fingerprint, byte[] signature) throws IOException {
        String path = DetachedSignatures.path(proposal.subject().file(), fingerprint);
        files.write(directory.resolve(path), signature, MODE);
    }

    /**
     * Takes back what is proposed about a subject.
     *
     * @return whether anything was
     */
    public boolean drop(Subject subject) throws IOException {
        boolean was = DurableFiles.remove(directory.resolve(subject.file()));
        for (String extra : List.of(subject.file() + DetachedSignatures.SUFFIX, shownDirectory(subject))) {
            for (String name : TreeFiles.names(directory.resolve(extra))) {
                DurableFiles.remove(directory.resolve(extra).resolve(name));
            }
            Files.deleteIfExists(directory.resolve(extra));
        }
        return was;
    }

    /**
     * What belongs to a proposal to show what would change.
     *
     * @return empty if there is no such file
     */
    public Optional<byte[]> shown(Subject subject, String name) throws IOException {
        try {
            return Optional.of(TreeFiles.read(directory, shownDirectory(subject) + "/" + name, LARGEST));
        } catch (NoSuchFileException | NotRegularException e) {
            return Optional.empty();
        }
    }

    /**
     * Who could decide when something was proposed, as the proposal says. On a host that has nothing else, it is shown to whoever
     * signs; when the proposal is completed, the deployment's own trust root counts.
     *
     * @return empty if there was no trust root
     * @throws MalformedJsonException if it is none
     */
    public Optional<Authority> authority(Subject subject) throws IOException, MalformedJsonException {
        byte[] content = shown(subject, ROOT).orElse(null);
        return content == null
                ? Optional.empty()
                : Optional.of(new Authority.RootInForce(
                        new SignedTrustRoot(TrustRoot.read(content, ROOT), Sha256.of(content), DetachedSignatures.NONE),
                        Instant.MIN));
    }

    private Path shownPath(Subject subject, String name) {
        return directory.resolve(shownDirectory(subject)).resolve(name);
    }

    private static String shownDirectory(Subject subject) {
        return subject.file() + ".shown";
    }
}
