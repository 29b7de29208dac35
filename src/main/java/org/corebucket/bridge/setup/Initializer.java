package org.corebucket.bridge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPair;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.logs.LogFiles;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.policy.PolicyWriter;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Makes a deployment, or completes one, and never overwrites anything. A deployment that was sealed once is never sealed again
 * here: that takes {@code freeze}, and so the release key and a reason.
 */
public final class Initializer {

    /**
     * What to make.
     *
     * @param system the system's name; null for the default one
     * @param adopt foreign files to put into the policy as entrypoints, each followed by its arguments
     * @param libraries foreign files to put into the policy that do not run by themselves
     * @param release the release key, which is kept elsewhere; null: a pair is made here
     */
    public record InitRequest(
            @Nullable String system,
            List<String> adopt,
            List<String> libraries,
            @Nullable RsaSigner release) {
        public InitRequest {
            adopt = List.copyOf(adopt);
            libraries = List.copyOf(libraries);
        }
    }

    /**
     * What was made.
     *
     * @param done a line for each thing that was made; none if the deployment was complete
     * @param warnings what the user should mend, although the deployment was made
     */
    public record InitResult(List<String> done, List<String> warnings) {
        public InitResult {
            done = List.copyOf(done);
            warnings = List.copyOf(warnings);
        }
    }

    private static final int FILE_MODE = 0644;
    private static final int LOG_MODE = 0640;
    private static final List<String> DIRECTORIES =
            List.of("canonical/automation", "manifests", KeyFiles.DIRECTORY, "logs", "automation/reports", "insight");

    private final Deployment deployment;
    private final TrustStore store;
    private final Freeze freeze;
    private final BeforeSealing questions;
    private final DurableFiles files;
    private final List<String> missing = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * An initializer of one deployment. It must be made before the deployment's lock is taken, since the lock makes a
     * directory, and what is there now counts.
     */
    public Initializer(Deployment deployment, TrustStore store, Freeze freeze, BeforeSealing questions) {
        this.deployment = deployment;
        this.store = store;
        this.freeze = freeze;
        this.questions = questions;
        this.files = new DurableFiles(deployment.staging());
        for (String directory : DIRECTORIES) {
            if (!Files.isDirectory(deployment.path(directory))) {
                missing.add(directory);
            }
        }
    }

    /**
     * Throws if the deployment may not be made, and makes nothing. It needs no lock, which would make a directory.
     *
     * @throws java.io.FileNotFoundException if a file to adopt is not there
     * @throws MendableException if making it would hide that something was lost or changed, or if a file can't be adopted or
     * could never run
     */
    public void require(InitRequest request) throws IOException, MendableException {
        InitPlan.of(deployment, store, request);
    }

    /**
     * Makes what is missing; the caller must hold the deployment's lock.
     *
     * @throws MendableException if making it would hide that something was lost or changed, or if what is there could not run
     * or would not verify
     */
    public InitResult run(InitRequest request) throws IOException, MendableException {
        InitPlan plan = InitPlan.of(deployment, store, request);
        boolean sealed = plan.policy() == null;
        files.sweep();
        boolean again = !sealed && isThere(journal(deployment));
        directories();
        if (plan.policy() != null) {
            files.write(journal(deployment), new byte[0], FILE_MODE);
            policy(plan, plan.policy());
            documents();
        }
        keyPairs(sealed, again, request.release());
        logKeys(sealed);
        logs();
        gitIgnore();
        if (!sealed) {
            seal(request.release());
        }
        new StopReserve(deployment).keep();
        DurableFiles.remove(journal(deployment));
        return new InitResult(done, warnings);
    }

    /** The file that is there from the first step of an init to the last, so that an interrupted one may be run again. */
    static Path journal(Deployment deployment) {
        return deployment.path("manifests/.init");
    }

    private void directories() throws IOException {
        for (String directory : missing) {
            Path path = deployment.path(directory);
            DurableFiles.makeDirectories(path);
            if (directory.equals(KeyFiles.DIRECTORY)) {
                DurableFiles.changeMode(path, KeyFiles.DIRECTORY_MODE);
            }
            done.add("made " + directory + "/");
        }
    }

    private void policy(InitPlan plan, Policy policy) throws IOException {
        if (plan.writesPolicy()) {
            Path path = deployment.path(Deployment.POLICY);
            files.write(path, PolicyWriter.text(policy).getBytes(StandardCharsets.UTF_8), FILE_MODE);
            done.add((plan.hadPolicy() ? "added to " : "wrote ") + Deployment.POLICY);
        }
        done.addAll(plan.lines());
        if (!plan.hadPolicy() && policy.forbidden().process() == ForbiddenRunners.OnProcess.TERMINATE) {
            done.add(
                    "the watch will end processes that run a forbidden file, like tests/ and test_*.py: forbidden.process"
                            + " in canonical/policy.json is terminate; report only makes an incident of them");
        }
    }

    private void documents() throws IOException {
        for (String path : Templates.PATHS) {
            if (!isThere(deployment.path(path))) {
                files.write(deployment.path(path), Templates.read(path), FILE_MODE);
                done.add("wrote " + path);
            }
        }
    }

    /**
     * Makes the pairs that are missing, and the public halves that an interrupted init left missing or wrong.
     *
     * @param again whether an init was interrupted before it sealed anything
     * @param release the release key, if it is kept elsewhere: then only its public half is written
     */
    private void keyPairs(boolean sealed, boolean again, @Nullable RsaSigner release)
            throws IOException, MendableException {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            KeyPair pair = KeyPair.of(deployment, purpose);
            pair.sweep();
            if (purpose == KeyPurpose.RELEASE && release != null) {
                pair.writePublicHalf(release);
                done.add("made " + purpose.publicHalf() + ", of the release key that --key names");
                continue;
            }
            boolean lost = sealed && purpose == KeyPurpose.RELEASE;
            if ((pair.lacksPublicHalf() && !lost) || (again && isMismatch(pair))) {
                pair.derivePublicHalf(privateKey(pair));
                done.add("made " + purpose.publicHalf() + " from its private half");
            }
            if (!pair.exists() && !lost) {
                RsaPrivateKey key = RsaPrivateKey.generate(purpose.bits());
                pair.write(key, key.toPem());
                done.add("made " + purpose.privateHalf() + ", " + purpose.bits() + " bits: " + purpose.use());
            }
        }
    }

    /**
     * Makes the keys of the log, for a deployment that begins: of one that is sealed, another host may have them.
     *
     * @param sealed whether the deployment was there before
     */
    private void logKeys(boolean sealed) throws IOException {
        if (!sealed) {
            for (String path : NoteKeys.make(deployment, Holder.LOG)) {
                done.add("made " + path + ", " + NoteKeys.algorithm(path).orElseThrow()
                        + ": signs the log's checkpoints");
            }
        }
    }

    private static boolean isMismatch(KeyPair pair) throws IOException, MendableException {
        return isThere(pair.privateHalf()) && pair.differs(privateKey(pair));
    }

    private void logs() throws IOException {
        for (String log : LogFiles.ALL) {
            if (!isThere(deployment.path(log))) {
                files.write(deployment.path(log), new byte[0], LOG_MODE);
                done.add("made " + log);
            }
        }
    }

    private void gitIgnore() throws IOException {
        if (!isThere(deployment.path(GitIgnore.PATH))) {
            files.write(deployment.path(GitIgnore.PATH), GitIgnore.text(), FILE_MODE);
            done.add("wrote " + GitIgnore.PATH + ": private keys, logs, outbox and reports are not for git");
            return;
        }
        List<String> uncovered = GitIgnore.uncovered(deployment);
        if (!uncovered.isEmpty()) {
            warnings.add(GitIgnore.PATH + " does not keep " + String.join("/, ", uncovered)
                    + "/ out of git; add a line for each, like /" + uncovered.get(0) + "/*");
        }
    }

    private void seal(@Nullable RsaSigner elsewhere) throws IOException, MendableException {
        Policy policy = PolicyReader.toSeal(deployment);
        takeRightsOfOthers(policy);
        List<String> paths = freeze.wouldSeal(policy.files());
        for (Caution caution : questions.require(policy, paths)) {
            warnings.add(caution.message() + "\n  " + caution.remedy());
        }
        warnings.addAll(questions.visibleImports(policy, paths));
        Freeze.FreezeRequest request = new Freeze.FreezeRequest(
                policy.files(), policy.system(), "init", null, policy.attributes(), policy.outside());
        RsaSigner release = elsewhere == null ? privateKey(KeyPair.of(deployment, KeyPurpose.RELEASE)) : elsewhere;
        Freeze.FreezeResult result = freeze.sealFirst(request, release);
        done.add("sealed " + result.files() + " files under serial " + result.serial());
    }

    private void takeRightsOfOthers(Policy policy) throws IOException {
        Path key = KeyPurpose.MODULE.privateHalf(deployment);
        if (Files.isRegularFile(key, LinkOption.NOFOLLOW_LINKS)
                && KeyFiles.isOpenToOthers(FileFacts.of(key).mode())) {
            DurableFiles.setMode(key, KeyFiles.PRIVATE_MODE);
            done.add("took the rights of group and others from " + KeyPurpose.MODULE.privateHalf());
        }
        List<String> paths = new ArrayList<>(policy.files());
        paths.add(CanonicalTree.RUN_DOCUMENT);
        CanonicalTree.contents(deployment).forEach(item -> paths.add(item.path()));
        for (String path : paths) {
            Path file = deployment.path(path);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            FileFacts facts = FileFacts.of(file);
            if (facts.links() == 1 && facts.isWritableByOthers()) {
                DurableFiles.changeMode(file, facts.mode() & ~022);
                done.add("took the write bits of group and others from " + OneLine.of(path));
            }
        }
    }

    /** Reads a private half that an interrupted init left, or that this one has made. */
    private static RsaPrivateKey privateKey(KeyPair pair) throws IOException, MendableException {
        Path path = pair.privateHalf();
        try {
            String pem = Files.readString(path, StandardCharsets.US_ASCII);
            return RsaPrivateKey.fromPem(pem, path.toString(), Passphrase.NONE);
        } catch (PassphraseException e) {
            throw MendableException.refused("a key of this deployment can't be opened: " + e.getMessage()
                    + "\nMake its public half: bridgectl keys generate "
                    + pair.names().name() + " --dir " + KeyFiles.DIRECTORY + " --passphrase-file FILE");
        } catch (MalformedKeyException e) {
            throw MendableException.refused("a key of an interrupted init can't be used: " + e.getMessage() + "\nMove "
                    + path + " and its public half away, and try again.");
        }
    }

    static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
