package org.corebucket.bridge.setup;

import java.io.IOException;
import java.io.InputStream;
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
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.freeze.NotSealableException;
import org.corebucket.bridge.logs.LogFiles;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.policy.PolicyWriter;
import org.corebucket.bridge.seal.TrustStore;
import org.jspecify.annotations.Nullable;

/**
 * Makes a deployment, or completes one, and never overwrites. What was sealed once is never sealed again here: that takes
 * {@code freeze}, and so the release key and a reason.
 */
public final class Initializer {

    /**
     * What to make.
     *
     * @param system the system's name; null for the usual one
     * @param adopt foreign files to put into the policy, relative to the root
     */
    public record Request(@Nullable String system, List<String> adopt) {
        public Request {
            adopt = List.copyOf(adopt);
        }
    }

    private static final String DEFAULT_SYSTEM = "Core-Bucket Bridge V5";
    private static final int FILE_MODE = 0644;
    private static final int LOG_MODE = 0640;
    private static final List<String> DIRECTORIES =
            List.of("canonical/automation", "manifests", "security", "logs", "automation/reports", "insight");

    private final Deployment deployment;
    private final TrustStore store;
    private final Freeze freeze;
    private final KeyPairs keys;
    private final DurableFiles files;
    private final List<String> missing = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    /** For one deployment as it is now, before its lock is taken: the lock makes the directory that it lies in. */
    public Initializer(Deployment deployment, TrustStore store, Freeze freeze) {
        this.deployment = deployment;
        this.store = store;
        this.freeze = freeze;
        this.keys = new KeyPairs(deployment.security());
        this.files = new DurableFiles(deployment.staging());
        for (String directory : DIRECTORIES) {
            if (!Files.isDirectory(deployment.path(directory))) {
                missing.add(directory);
            }
        }
    }

    /**
     * Makes what is missing; the caller holds the deployment's lock.
     *
     * @return what was made, a line each; empty if the deployment was complete
     * @throws InitRefusedException if making it would hide that something was lost or changed
     */
    public List<String> run(Request request)
            throws IOException, InitRefusedException, MalformedPolicyException, NotSealableException,
                    MalformedManifestException {
        boolean sealed = isThere(deployment.manifest());
        if (!sealed) {
            refuseIfItWasSealedBefore();
            compareWithRelease();
        } else {
            refuseToChangeWhatIsSealed(request);
        }
        files.sweep();
        directories();
        if (!sealed) {
            files.write(journal(), new byte[0], FILE_MODE);
            policy(request);
            documents();
        }
        keyPairs(sealed);
        logs();
        if (!sealed) {
            seal();
        }
        if (Files.deleteIfExists(journal())) {
            DurableFiles.syncDirectory(deployment.path("manifests"));
        }
        return List.copyOf(done);
    }

    /** There from the first step of an init to its last, so that one that was interrupted may be begun again. */
    private Path journal() {
        return deployment.path("manifests/.init");
    }

    private static void refuseToChangeWhatIsSealed(Request request) throws InitRefusedException {
        if (!request.adopt().isEmpty()) {
            throw new InitRefusedException("this deployment is sealed, and --adopt changes its policy\n"
                    + "Add the files to canonical/policy.json by hand, then: bridgectl freeze --reason TEXT");
        }
        if (request.system() != null) {
            throw new InitRefusedException("this deployment is sealed, and --system changes its policy\n"
                    + "Change 'system' in canonical/policy.json by hand, then: bridgectl freeze --reason TEXT");
        }
    }

    private void refuseIfItWasSealedBefore() throws InitRefusedException {
        List<String> traces = new ArrayList<>();
        if (store.exists()) {
            traces.add("this host remembers a deployment here (" + store.file() + ")");
        }
        if (!isThere(journal())) {
            if (isThere(deployment.baseline())) {
                traces.add("there is a baseline (manifests/baseline/)");
            }
            for (KeyPurpose purpose : KeyPurpose.values()) {
                if (keys.exists(purpose.prefix())) {
                    traces.add("there are keys (security/" + purpose.prefix() + "*.pem)");
                }
            }
        }
        if (!traces.isEmpty()) {
            throw new InitRefusedException("there is no manifest, but there was one: " + String.join("; ", traces)
                    + "\nPut it back with: bridgectl restore"
                    + "\nTo begin anew on purpose, remove these first.");
        }
    }

    /** In a clone or a package, the canonical files must be those that were released. */
    private void compareWithRelease() throws IOException, InitRefusedException, MalformedManifestException {
        Path release = deployment.releaseManifest();
        if (!isThere(release)) {
            return;
        }
        Manifest manifest;
        try (InputStream in = Files.newInputStream(release)) {
            manifest = ManifestReader.read(in, "manifests/release.sha256");
        }
        List<String> wrong = new ArrayList<>();
        ListedFiles.Options options =
                new ListedFiles.Options(false, false, Runtime.getRuntime().availableProcessors());
        ListedFiles.compare(deployment.root(), manifest, options, HashProgress.NONE)
                .findings()
                .forEach(finding -> wrong.add(finding.message()));
        CanonicalTree.unlisted(deployment, manifest.entries())
                .forEach(item -> wrong.add("UNLISTED FILE: " + item.path()));
        if (!wrong.isEmpty()) {
            throw new InitRefusedException("the canonical files are not those that were released"
                    + " (manifests/release.sha256):\n  " + String.join("\n  ", wrong)
                    + "\nGet them again from where the release came from.");
        }
    }

    private void directories() throws IOException {
        for (String directory : missing) {
            Path path = deployment.path(directory);
            DurableFiles.makeDirectories(path);
            if (directory.equals("security")) {
                DurableFiles.setMode(path, 0700);
            }
            done.add("made " + directory + "/");
        }
    }

    private void policy(Request request) throws IOException, InitRefusedException, MalformedPolicyException {
        Path path = deployment.path(Deployment.POLICY);
        String system = request.system();
        boolean exists = isThere(path);
        Policy policy = exists
                ? PolicyReader.unverified(deployment)
                : Policy.standard(system == null ? DEFAULT_SYSTEM : system);
        if (system != null && !system.equals(policy.system())) {
            throw new InitRefusedException("canonical/policy.json is there already and names the system "
                    + policy.system() + "\nChange its 'system' by hand, or leave --system out.");
        }
        Policy adopted = new Adoption(deployment.root()).adopt(policy, request.adopt());
        if (exists && adopted.equals(policy)) {
            return;
        }
        files.write(path, PolicyWriter.text(adopted).getBytes(StandardCharsets.UTF_8), FILE_MODE);
        done.add((exists ? "added to " : "wrote ") + Deployment.POLICY);
        request.adopt().forEach(file -> done.add("adopted " + file));
        if (!exists && adopted.forbidden().process() == ForbiddenRunners.OnProcess.TERMINATE) {
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

    private void keyPairs(boolean sealed) throws IOException, InitRefusedException {
        keys.sweep();
        for (KeyPurpose purpose : KeyPurpose.values()) {
            if (!sealed && keys.lacksPublicHalf(purpose.prefix())) {
                keys.writePublicHalf(purpose.prefix(), privateKey(purpose));
                done.add("made security/" + purpose.prefix() + "public.pem from its private half");
            }
            boolean lost = sealed && purpose == KeyPurpose.RELEASE;
            if (!keys.exists(purpose.prefix()) && !lost) {
                RsaPrivateKey key = RsaPrivateKey.generate(purpose.bits());
                keys.write(purpose.prefix(), key, key.toPem());
                done.add("made security/" + purpose.prefix() + "private.pem, " + purpose.bits() + " bits: "
                        + purpose.use());
            }
        }
    }

    private void logs() throws IOException {
        for (String log : LogFiles.ALL) {
            if (!isThere(deployment.path(log))) {
                files.write(deployment.path(log), new byte[0], LOG_MODE);
                done.add("made " + log);
            }
        }
    }

    private void seal() throws IOException, InitRefusedException, MalformedPolicyException, NotSealableException {
        Policy policy = PolicyReader.toSeal(deployment);
        takeWriteBits(policy);
        Freeze.Request request = new Freeze.Request(policy.files(), policy.system(), "init", null);
        Freeze.Result result = freeze.sealFirst(request, privateKey(KeyPurpose.RELEASE));
        done.add("sealed " + result.files() + " files under serial " + result.serial());
    }

    private void takeWriteBits(Policy policy) throws IOException {
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
                DurableFiles.setMode(file, facts.mode() & ~022);
                done.add("took the write bits of group and others from " + path);
            }
        }
    }

    /** A private half that an interrupted init left, or that this one has made. */
    private RsaPrivateKey privateKey(KeyPurpose purpose) throws IOException, InitRefusedException {
        Path path = keys.privateHalf(purpose.prefix());
        try {
            String pem = Files.readString(path, StandardCharsets.US_ASCII);
            return RsaPrivateKey.fromPem(pem, path.toString(), Passphrase.NONE);
        } catch (MalformedKeyException | PassphraseException e) {
            throw new InitRefusedException("a key of an interrupted init can't be used: " + e.getMessage()
                    + "\nRemove security/ and try again.");
        }
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
