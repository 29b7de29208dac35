package org.corebucket.bridge.setup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.keys.KeyPair;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.LostManifest;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * What an init is about to do. A plan is made without writing anything, so that an init that is refused has made nothing.
 *
 * @param policy the policy to seal; null if the deployment is sealed already, and is only completed
 * @param writesPolicy whether that policy must be written
 * @param hadPolicy whether there was a policy
 * @param lines what is adopted and kept, for people
 */
record InitPlan(@Nullable Policy policy, boolean writesPolicy, boolean hadPolicy, List<String> lines) {

    private static final String DEFAULT_SYSTEM = "Core-Bucket Bridge V5";

    InitPlan {
        lines = List.copyOf(lines);
    }

    /**
     * Makes a plan.
     *
     * @throws MendableException if making a deployment would hide that something was lost or changed
     */
    static InitPlan of(Deployment deployment, TrustStore store, Initializer.InitRequest request)
            throws IOException, MendableException {
        if (Initializer.isThere(deployment.manifest())) {
            refuseToChangeWhatIsSealed(request);
            return new InitPlan(null, false, true, List.of());
        }
        refuseIfItWasSealedBefore(deployment, store);
        requireOneReleaseKey(deployment, request);
        compareWithRelease(deployment);
        List<String> lines = new ArrayList<>(kept(deployment));
        boolean exists = Initializer.isThere(deployment.path(Deployment.POLICY));
        String system = request.system();
        Policy policy = exists
                ? PolicyReader.unverified(deployment)
                : Policy.standard(system == null ? DEFAULT_SYSTEM : system);
        if (system != null && !system.equals(policy.system())) {
            throw MendableException.refused("canonical/policy.json is there already and names the system "
                    + policy.system() + "\nChange its 'system' by hand, or leave --system out.");
        }
        Adoption adoption = Adoption.of(deployment.root(), policy, request.adopt(), request.libraries());
        boolean writes = !exists || !adoption.policy().equals(policy);
        if (writes) {
            lines.addAll(adoption.lines());
        }
        return new InitPlan(adoption.policy(), writes, exists, lines);
    }

    private static void refuseToChangeWhatIsSealed(Initializer.InitRequest request) throws MendableException {
        if (!request.adopt().isEmpty() || !request.libraries().isEmpty()) {
            throw MendableException.refused("this deployment is sealed, and "
                    + (request.adopt().isEmpty() ? "--library" : "--adopt") + " changes its policy"
                    + "\nAdd the files to canonical/policy.json by hand, then: bridgectl freeze --reason TEXT");
        }
        if (request.release() != null) {
            throw MendableException.refused("this deployment is sealed, and its release key can't be exchanged by init"
                    + "\nLeave --key out to complete what is missing.");
        }
        if (request.system() != null) {
            throw MendableException.refused("this deployment is sealed, and --system changes its policy\n"
                    + "Change 'system' in canonical/policy.json by hand, then: bridgectl freeze --reason TEXT");
        }
    }

    /** Refuses if an interrupted init had the release key in another place than this one is to have it. */
    private static void requireOneReleaseKey(Deployment deployment, Initializer.InitRequest request)
            throws MendableException {
        boolean isHere = Initializer.isThere(KeyPurpose.RELEASE.privateHalf(deployment));
        if (isHere && request.release() != null) {
            throw MendableException.refused("an init was interrupted after it had made "
                    + KeyPurpose.RELEASE.privateHalf() + "\nGo on without --key, or move that file elsewhere first.");
        }
        if (!isHere
                && request.release() == null
                && Initializer.isThere(deployment.path(KeyPurpose.RELEASE.publicHalf()))) {
            throw MendableException.refused("an init was interrupted whose release key is kept elsewhere"
                    + "\nType the same again, with --key.");
        }
    }

    /**
     * Refuses if there was a manifest before: files that only a deployment has show that, unless they are left by an
     * interrupted init. The pair with which modules sign shows nothing, since V5 had it, too.
     */
    private static void refuseIfItWasSealedBefore(Deployment deployment, TrustStore store)
            throws IOException, MendableException {
        List<String> traces = new ArrayList<>();
        List<String> remove = new ArrayList<>();
        boolean remembered = store.exists();
        if (remembered) {
            traces.add("this host remembers a deployment here (" + store.file() + ")");
            remove.add(store.file().toString());
        }
        if (!Initializer.isThere(Initializer.journal(deployment))) {
            if (Initializer.isThere(deployment.baseline())) {
                traces.add("there is a baseline (manifests/baseline/)");
                remove.add("manifests/baseline/");
            }
            for (KeyPurpose purpose : KeyPurpose.values()) {
                if (purpose != KeyPurpose.MODULE
                        && KeyPair.of(deployment, purpose).exists()) {
                    String pair = purpose.files().all();
                    traces.add("there are keys (" + pair + ")");
                    remove.add(pair);
                }
            }
        }
        if (!traces.isEmpty()) {
            throw MendableException.refused(
                    "there is no manifest, but there was one: " + String.join("; ", traces) + "\n"
                            + new LostManifest(deployment, store).wayBack()
                            + "\nTo begin anew on purpose, move these elsewhere first: " + String.join(" ", remove));
        }
    }

    /** Refuses if the canonical files of a clone or a package are not those that were released. */
    private static void compareWithRelease(Deployment deployment) throws IOException, MendableException {
        Path release = deployment.releaseManifest();
        if (!Initializer.isThere(release)) {
            return;
        }
        Manifest manifest;
        try (InputStream in = Files.newInputStream(release)) {
            manifest = ManifestReader.read(in, "manifests/release.sha256");
        }
        List<String> wrong = new ArrayList<>();
        ListedFiles.HashOptions options = new ListedFiles.HashOptions(false, false, TreeHasher.onePerProcessor());
        ListedFiles.compare(deployment.root(), manifest, options, HashProgress.NONE)
                .findings()
                .forEach(finding -> wrong.add(finding.message()));
        CanonicalTree.unlisted(deployment, manifest.entries())
                .forEach(item -> wrong.add("UNLISTED FILE: " + OneLine.of(item.path())));
        if (!wrong.isEmpty()) {
            throw MendableException.refused("the canonical files are not those that were released"
                    + " (manifests/release.sha256):\n  " + String.join("\n  ", wrong)
                    + "\nGet them again from where the release came from.");
        }
    }

    /** Keeps the pair with which modules sign already, as in a tree of V5. Its halves must belong together. */
    private static List<String> kept(Deployment deployment) throws IOException, MendableException {
        KeyPair pair = KeyPair.of(deployment, KeyPurpose.MODULE);
        if (!pair.exists() || Initializer.isThere(Initializer.journal(deployment))) {
            return List.of();
        }
        String privateHalf = KeyPurpose.MODULE.privateHalf();
        String publicHalf = KeyPurpose.MODULE.publicHalf();
        try {
            RsaPublicKey known =
                    Files.exists(pair.publicHalf()) ? RsaPublicKey.fromPem(text(pair.publicHalf()), publicHalf) : null;
            if (!Files.exists(pair.privateHalf())) {
                return List.of("kept " + publicHalf + "; its private half is not here, so whoever has it signs");
            }
            RsaPublicKey own = RsaPrivateKey.fromPem(text(pair.privateHalf()), privateHalf, Passphrase.NONE)
                    .publicKey();
            if (known != null && !known.fingerprint().equals(own.fingerprint())) {
                throw MendableException.refused(privateHalf + " and " + publicHalf + " are not a pair"
                        + "\nPut the right public half there (openssl pkey -in " + privateHalf
                        + " -pubout), or move both elsewhere: then init makes a new pair.");
            }
        } catch (MalformedKeyException e) {
            throw MendableException.refused("the modules' key can't be used: " + e.getMessage() + "\nMove "
                    + privateHalf + " and " + publicHalf + " elsewhere: then init makes a new pair.");
        } catch (PassphraseException e) {
            return List.of("kept " + privateHalf + ", which is encrypted, and " + publicHalf);
        }
        return List.of("kept " + privateHalf + " and " + publicHalf + ": with these modules sign already");
    }

    private static String text(Path pem) throws IOException {
        return Files.readString(pem, StandardCharsets.ISO_8859_1);
    }
}
