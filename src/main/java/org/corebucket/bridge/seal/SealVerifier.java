package org.corebucket.bridge.seal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DecidedBy;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.Quorum;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.TrustChain.BrokenTrustException;
import org.corebucket.bridge.trust.TrustRootFiles;
import org.jspecify.annotations.Nullable;

/**
 * Reads the manifest in force and finds out whether it can be trusted: by the signatures of those who may decide, its
 * expiry, and what is remembered on this host ({@link SealMemory}).
 */
public final class SealVerifier {

    private static final int ATTEMPTS = 5;

    /** How long before it expires a key should be replaced. */
    private static final Duration REPLACE_BEFORE = Duration.ofDays(30);

    private final Deployment deployment;
    private final SealMemory memory;
    private final @Nullable InputFile trusted;
    private final Questions questions = new Questions();

    private @Nullable Manifest manifest;
    private @Nullable SealedHeader header;
    private @Nullable Finding unusable;

    private @Nullable Authority authority;

    /** Who signed, if there is a trust root. */
    private @Nullable Quorum quorum;

    /** The finding that a seal could not be read, which might have been the one that holds. */
    private @Nullable Finding unread;

    /**
     * A verifier for one verification.
     *
     * @param memory what is remembered, and whether it may be updated
     * @param trusted the release key's public half or the trust root to trust, or null for the deployment's own
     */
    public SealVerifier(Deployment deployment, SealMemory memory, @Nullable InputFile trusted) {
        this.deployment = deployment;
        this.memory = memory;
        this.trusted = trusted;
    }

    /** Verifies for a caller that must change nothing: the memory is not updated. */
    public static SealVerdict readOnly(Deployment deployment, Host host, @Nullable InputFile trusted)
            throws IOException {
        return new SealVerifier(deployment, SealMemory.of(deployment, host, true), trusted).verify();
    }

    /** Reads and verifies the manifest and its seal. Everything that is wrong with them is in the verdict. */
    public SealVerdict verify() throws IOException {
        authority = readAuthority();
        readManifest();
        boolean holds = authority != null && manifest != null && sealHolds(authority, manifest);
        if (unusable != null) {
            questions.fails(unusable);
        }
        if (holds && authority != null && header != null) {
            judge(header, authority);
        }
        return new SealVerdict(manifest, header, authority, questions.asked());
    }

    private @Nullable Authority readAuthority() throws IOException {
        String path = TrustedAuthority.path(deployment, trusted);
        try {
            return TrustedAuthority.parse(deployment, memory.known(), trusted, memory.now());
        } catch (NoSuchFileException e) {
            questions.fails(SealFindings.noKey(path, "it is missing"));
        } catch (NotRegularException e) {
            questions.fails(SealFindings.noKey(path, "it is " + e.what()));
        } catch (MalformedKeyException e) {
            questions.fails(SealFindings.noKey(path, e.problem()));
        } catch (MalformedJsonException e) {
            questions.fails(SealFindings.rootMalformed(String.valueOf(e.getMessage()), rootsWayBack()));
        } catch (BrokenTrustException e) {
            questions.fails(SealFindings.rootBroken(String.valueOf(e.getMessage()), rootsWayBack()));
        } catch (IOException e) {
            questions.fails(
                    path.equals(TrustRootFiles.IN_FORCE)
                            ? SealFindings.unreadable("trust-root-malformed", "TRUST ROOT UNREADABLE: ", path, e)
                            : SealFindings.unreadable("release-key-unusable", "RELEASE KEY UNUSABLE: ", path, e));
        }
        return null;
    }

    /** The remedy for a trust root that can't be believed: each version is kept with its signatures. */
    private String rootsWayBack() throws IOException {
        String kept = new TrustRootFiles(deployment).newestKept().orElse(null);
        return (kept == null
                        ? ""
                        : "put the newest version in force again: cp -p " + kept + " " + TrustRootFiles.IN_FORCE
                                + "; or ")
                + "put manifests/trust*.json*, with their signatures, back from a backup or another host";
    }

    private String wayBack() throws IOException {
        return memory.lostManifest().wayBack();
    }

    private void readManifest() throws IOException {
        manifest = null;
        header = null;
        unusable = null;
        try (InputStream in = TreeFiles.open(deployment.root(), Deployment.MANIFEST)) {
            Manifest read = ManifestReader.read(in, Deployment.MANIFEST);
            manifest = read;
            header = SealedHeader.of(read.header(), Deployment.MANIFEST);
        } catch (NoSuchFileException e) {
            unusable = SealFindings.noManifest("", wayBack());
        } catch (NotRegularException e) {
            unusable = SealFindings.noManifest(" is " + e.what(), wayBack());
        } catch (IOException e) {
            unusable = SealFindings.unreadable("manifest-missing", "MANIFEST UNREADABLE: ", Deployment.MANIFEST, e);
        } catch (MalformedManifestException e) {
            unusable = SealFindings.malformed(String.valueOf(e.getMessage()), wayBack());
        }
    }

    /**
     * Whether the seal holds. A freeze may be replacing manifest and seal at this moment, or others may decide from now on, so if
     * the seal does not hold and any of that has changed meanwhile, all is read again.
     */
    private boolean sealHolds(Authority deciding, Manifest read) throws IOException {
        Authority current = deciding;
        Manifest sealed = read;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (sealHolds(current, sealed, header)) {
                return true;
            }
            Authority now = current instanceof Authority.RootInForce ? readAuthority() : current;
            readManifest();
            authority = now;
            if (manifest == null || now == null) {
                return false;
            }
            if (manifest.digest().equals(sealed.digest()) && now.anchor().equals(current.anchor())) {
                break;
            }
            current = now;
            sealed = manifest;
        }
        if (header != null || current instanceof Authority.ReleaseKey) {
            questions.fails(sealFinding(current, header));
        }
        return false;
    }

    private boolean sealHolds(Authority deciding, Manifest read, @Nullable SealedHeader sealed) throws IOException {
        return deciding instanceof Authority.ReleaseKey one
                ? keySealHolds(one.key(), read)
                : sealed != null && rootSealHolds(deciding, read, sealed);
    }

    /**
     * Whether enough keys of the trust root signed the manifest. Their signatures lie beside its copy in the baseline before it is
     * in force, so those count as well.
     */
    private boolean rootSealHolds(Authority deciding, Manifest read, SealedHeader sealed) throws IOException {
        Seal beside;
        DetachedSignatures kept;
        try {
            beside = Seal.beside(deployment, Deployment.MANIFEST, deciding, sealed);
            kept = DetachedSignatures.beside(deployment.root(), KeptSeals.manifestPath(sealed.serial()));
        } catch (IOException e) {
            unread = SealFindings.unreadable(
                    "seal-missing", "SEAL UNREADABLE: ", Deployment.MANIFEST + DetachedSignatures.SUFFIX, e);
            return false;
        }
        Quorum counted = deciding.count(
                DecidedAct.FREEZE, read.digest(), beside.signatures().and(kept));
        quorum = counted;
        return counted.isReached();
    }

    /**
     * Whether the seal holds, or the pending seal of a freeze whose manifest is in force already. Between these two questions
     * the freeze may have given its seal the proper name, so the first one is asked again.
     */
    private boolean keySealHolds(RsaPublicKey key, Manifest read) throws IOException {
        if (holds(key, read, deployment.seal())) {
            return true;
        }
        if (holds(key, read, deployment.pendingSeal())) {
            questions.holds("a freeze was interrupted after its manifest was in force; its seal holds");
            memory.finishFreeze();
            return true;
        }
        return holds(key, read, deployment.seal());
    }

    private boolean holds(RsaPublicKey key, Manifest read, Path seal) throws IOException {
        String path = deployment.root().relativize(seal).toString();
        try {
            key.verify(read.digest().bytes(), TreeFiles.read(deployment.root(), path, Seal.LARGEST_SIGNATURE));
            return true;
        } catch (NoSuchFileException | NotRegularException | InvalidSignatureException e) {
            return false;
        } catch (IOException e) {
            unread = SealFindings.unreadable("seal-missing", "SEAL UNREADABLE: ", path, e);
            return false;
        }
    }

    private Finding sealFinding(Authority deciding, @Nullable SealedHeader sealed) throws IOException {
        if (unread != null) {
            return unread;
        }
        if (quorum != null) {
            return SealFindings.unapproved(quorum, deciding, wayBack());
        }
        String path = deployment.root().relativize(deployment.seal()).toString();
        try {
            TreeFiles.read(deployment.root(), path, Seal.LARGEST_SIGNATURE);
            return trusted != null && sealed != null && !names(sealed, deciding)
                    ? SealFindings.sealedByAnother(path, deciding, sealed)
                    : SealFindings.badSignature(path, wayBack());
        } catch (NoSuchFileException e) {
            return SealFindings.noSeal(path, "", wayBack());
        } catch (NotRegularException e) {
            return SealFindings.noSeal(path, " is " + e.what(), wayBack());
        } catch (IOException e) {
            return SealFindings.unreadable("seal-missing", "SEAL UNREADABLE: ", path, e);
        }
    }

    /** Whether the manifest names who is trusted: the key, or this version of the trust root or one before it. */
    private static boolean names(SealedHeader sealed, Authority deciding) {
        if (deciding instanceof Authority.RootInForce root) {
            return !(sealed.by() instanceof DecidedBy.DecidedByRoot by)
                    || by.version() <= root.version().root().version();
        }
        return sealed.by() instanceof DecidedBy.DecidedByKey by
                && deciding.key(by.fingerprint()).isPresent();
    }

    private void judge(SealedHeader sealed, Authority deciding) throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (!names(sealed, deciding)) {
            findings.add(SealFindings.keyNotStated(deciding, sealed, wayBack()));
        }
        if (deciding instanceof Authority.RootInForce root
                && !root.version().root().deployment().equals(sealed.deployment())) {
            findings.add(SealFindings.rootOfAnother(root, sealed));
        }
        Instant now = memory.now();
        Instant expires = sealed.expires();
        if (expires != null && !now.isBefore(expires)) {
            findings.add(SealFindings.expired(expires, now));
        }
        questions.ask(
                findings,
                "Seal verified: serial " + sealed.serial() + ", sealed " + UtcTime.of(sealed.sealedAt()) + ", expires "
                        + sealed.expiry() + ", " + approvedBy(sealed));
        if (quorum != null) {
            quorum.uncounted().forEach(why -> questions.caution(SealFindings.uncounted(why)));
            for (RootKey key : deciding.keys()) {
                if (key.isExpired(now.plus(REPLACE_BEFORE))) {
                    questions.caution(SealFindings.keyExpires(key));
                }
            }
        }
        if (trusted != null) {
            questions.holds("trusted the " + (deciding instanceof Authority.RootInForce ? "trust root" : "key")
                    + " that --trust names");
        }
        memory.compare(sealed, deciding, trusted != null, questions);
    }

    private String approvedBy(SealedHeader sealed) {
        return quorum == null ? sealed.by().words() : quorum.words();
    }
}
