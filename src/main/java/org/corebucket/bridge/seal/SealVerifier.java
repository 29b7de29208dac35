package org.corebucket.bridge.seal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.jspecify.annotations.Nullable;

/**
 * Reads the manifest in force and finds out whether it can be trusted: by the seal's signature under the trusted key, its
 * expiry, and what is remembered on this host ({@link SealMemory}).
 */
public final class SealVerifier {

    private static final int LARGEST_SEAL = 16 * 1024 / 8;
    private static final int ATTEMPTS = 5;

    private final Deployment deployment;
    private final SealMemory memory;
    private final @Nullable InputFile trusted;
    private final Questions questions = new Questions();

    private @Nullable Manifest manifest;
    private @Nullable SealedHeader header;
    private @Nullable Finding unusable;

    /** The finding that a seal could not be read, which might have been the one that holds. */
    private @Nullable Finding unread;

    /**
     * A verifier for one verification.
     *
     * @param memory what is remembered, and whether it may be updated
     * @param trusted the release key's public half to trust, or null for the deployment's own
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
        RsaPublicKey key = readKey();
        readManifest();
        boolean holds = key != null && manifest != null && signatureHolds(key, manifest);
        if (unusable != null) {
            questions.fails(unusable);
        }
        if (holds && key != null && header != null) {
            judge(header, key);
        }
        return new SealVerdict(manifest, header, questions.asked());
    }

    private @Nullable RsaPublicKey readKey() throws IOException {
        String path = TrustedKey.path(trusted);
        try {
            return TrustedKey.parse(deployment, trusted);
        } catch (NoSuchFileException e) {
            questions.fails(SealFindings.noKey(path, "it is missing"));
        } catch (NotRegularException e) {
            questions.fails(SealFindings.noKey(path, "it is " + e.what()));
        } catch (MalformedKeyException e) {
            questions.fails(SealFindings.noKey(path, e.problem()));
        } catch (IOException e) {
            questions.fails(SealFindings.unreadable("release-key-unusable", "RELEASE KEY UNUSABLE: ", path, e));
        }
        return null;
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
     * Whether the seal holds. A freeze may be replacing manifest and seal at this moment, so if the seal does not hold and the
     * manifest has changed meanwhile, both are read again.
     */
    private boolean signatureHolds(RsaPublicKey key, Manifest read) throws IOException {
        Manifest current = read;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (sealHolds(key, current)) {
                return true;
            }
            readManifest();
            if (manifest == null) {
                return false;
            }
            if (manifest.digest().equals(current.digest())) {
                break;
            }
            current = manifest;
        }
        questions.fails(sealFinding(key));
        return false;
    }

    /**
     * Whether the seal holds, or the pending seal of a freeze whose manifest is in force already. Between these two questions
     * the freeze may have given its seal the proper name, so the first one is asked again.
     */
    private boolean sealHolds(RsaPublicKey key, Manifest read) throws IOException {
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
            key.verify(read.digest().bytes(), TreeFiles.read(deployment.root(), path, LARGEST_SEAL));
            return true;
        } catch (NoSuchFileException | NotRegularException | InvalidSignatureException e) {
            return false;
        } catch (IOException e) {
            unread = SealFindings.unreadable("seal-missing", "SEAL UNREADABLE: ", path, e);
            return false;
        }
    }

    private Finding sealFinding(RsaPublicKey key) throws IOException {
        String path = deployment.root().relativize(deployment.seal()).toString();
        if (unread != null) {
            return unread;
        }
        try {
            TreeFiles.read(deployment.root(), path, LARGEST_SEAL);
            boolean byAnother =
                    trusted != null && header != null && !header.key().equals(key.fingerprint());
            return byAnother && header != null
                    ? SealFindings.sealedByAnother(path, key.fingerprint(), header.key())
                    : SealFindings.badSignature(path, wayBack());
        } catch (NoSuchFileException e) {
            return SealFindings.noSeal(path, "", wayBack());
        } catch (NotRegularException e) {
            return SealFindings.noSeal(path, " is " + e.what(), wayBack());
        } catch (IOException e) {
            return SealFindings.unreadable("seal-missing", "SEAL UNREADABLE: ", path, e);
        }
    }

    private void judge(SealedHeader sealed, RsaPublicKey key) throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (!sealed.key().equals(key.fingerprint())) {
            findings.add(SealFindings.keyNotStated(key.fingerprint(), sealed.key(), wayBack()));
        }
        Instant now = memory.now();
        Instant expires = sealed.expires();
        if (expires != null && !now.isBefore(expires)) {
            findings.add(SealFindings.expired(expires, now));
        }
        questions.ask(
                findings,
                "Seal verified: serial " + sealed.serial() + ", sealed " + UtcTime.of(sealed.sealedAt()) + ", expires "
                        + sealed.expiry() + ", release key " + sealed.key());
        if (trusted != null) {
            questions.holds("trusted the key that --trust names");
        }
        memory.compare(sealed, key, trusted != null, questions);
    }
}
