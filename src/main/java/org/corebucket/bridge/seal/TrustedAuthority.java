package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.KeyReader;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DecidedBy;
import org.corebucket.bridge.trust.SignedTrustRoot;
import org.corebucket.bridge.trust.TrustAnchor;
import org.corebucket.bridge.trust.TrustChain;
import org.corebucket.bridge.trust.TrustChain.BrokenTrustException;
import org.corebucket.bridge.trust.TrustRoot;
import org.corebucket.bridge.trust.TrustRootFiles;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who may decide in a deployment. A trust root must follow from what this host remembers, and a release key must be
 * the one that it remembers, so that what was put in their place decides nothing.
 */
public final class TrustedAuthority {

    private static final String UNKNOWN = "who may decide here, as this host has seen it before, can't be read from ";

    private TrustedAuthority() {}

    /**
     * Reads who may decide, for everything but the seal.
     *
     * @param named the file of the release key or trust root to trust, or null for the deployment's own
     * @throws NotTrustedException if nobody can be trusted
     */
    public static Authority read(Deployment deployment, TrustStore store, @Nullable InputFile named)
            throws NotTrustedException {
        TrustState known = remembered(store);
        Authority authority = trusted(deployment, known, named, store.now());
        if (authority instanceof Authority.ReleaseKey
                && known != null
                && !known.believed().equals(authority.anchor())) {
            throw new NotTrustedException(path(named) + " is not the release key that this host has seen before");
        }
        return authority;
    }

    /**
     * The holder of a key who decides alone: of the release key that this host remembers, or of a key of the trust root.
     *
     * @param known what this host remembers of the deployment
     * @throws MendableException if the key may not decide, or the act takes more than one
     */
    public static Signatory signatory(
            Deployment deployment, TrustStore store, TrustState known, DecidedAct act, RsaSigner key)
            throws MendableException {
        boolean root = Files.exists(deployment.path(TrustRootFiles.IN_FORCE), LinkOption.NOFOLLOW_LINKS);
        if (known.believed() instanceof TrustAnchor.OneKey one && !root) {
            String given = key.publicKey().fingerprint();
            if (!given.equals(one.fingerprint())) {
                throw MendableException.notAllowed("the key is not this deployment's release key\n  expected "
                        + one.fingerprint() + "\n  given    " + given + "\nName the right one with --key PEM.");
            }
            return Signatory.alone(new Authority.ReleaseKey(key.publicKey()), act, key);
        }
        try {
            return Signatory.alone(trusted(deployment, known, null, store.now()), act, key);
        } catch (NotTrustedException e) {
            throw new RefusedException(
                    e.getMessage() + "\nPut the trust root's files back first; bridgectl verify says which.");
        }
    }

    /** The name in messages of the file that says who may decide. */
    static String path(Deployment deployment, @Nullable InputFile named) {
        return Files.exists(deployment.path(TrustRootFiles.IN_FORCE), LinkOption.NOFOLLOW_LINKS)
                ? TrustRootFiles.IN_FORCE
                : path(named);
    }

    /** The name in messages of the file with the release key to trust. */
    private static String path(@Nullable InputFile named) {
        return named == null ? KeyPurpose.RELEASE.publicHalf() : named.name();
    }

    /**
     * Reads who may decide, without a comparison of a release key with what this host remembers.
     *
     * @param known what this host remembers of the deployment; null if nothing
     * @param now keys that have expired then may not decide
     * @throws MalformedKeyException if there is no trust root, and the release key's file holds no sound key
     * @throws MalformedJsonException if a file is no trust root
     * @throws BrokenTrustException if the trust root in force does not follow from what is believed
     * @throws IOException if a file can't be read, or there is no trust root and no release key
     */
    static Authority parse(Deployment deployment, @Nullable TrustState known, @Nullable InputFile named, Instant now)
            throws IOException, MalformedKeyException, MalformedJsonException, BrokenTrustException {
        TrustAnchor anchor = named == null ? new TrustAnchor.Unknown() : anchor(named);
        TrustAnchor remembered = known == null ? new TrustAnchor.Unknown() : known.believed();
        TrustRootFiles files = new TrustRootFiles(deployment);
        List<SignedTrustRoot> versions = files.read(version(remembered));
        if (versions.isEmpty()) {
            requireNoRoot(anchor);
            requireNoRoot(remembered);
            return new Authority.ReleaseKey(releaseKey(deployment, named));
        }
        SignedTrustRoot last = versions.get(versions.size() - 1);
        boolean remembers =
                known != null && known.deployment().equals(last.root().deployment());
        if (remembers) {
            TrustChain.follow(versions, remembered);
        }
        if (named != null || !remembers) {
            TrustChain.follow(files.read(version(anchor)), anchor);
        }
        return new Authority.RootInForce(last, now);
    }

    /**
     * Who could decide when something was decided, whether or not their keys have expired since.
     *
     * @param inForce who may decide now
     * @param by whom it names
     * @return empty if that can't be told: no chain of digests leads back there from the version in force
     */
    public static Optional<Authority> then(Deployment deployment, Authority inForce, DecidedBy by) throws IOException {
        if (!(inForce instanceof Authority.RootInForce now)) {
            return Optional.empty();
        }
        try {
            SignedTrustRoot at = now.version();
            if (by.equals(now.decidedBy())) {
                return Optional.of(new Authority.RootInForce(at, Instant.MIN));
            }
            List<SignedTrustRoot> versions = new TrustRootFiles(deployment).read(1);
            for (int i = versions.size() - 2; i >= 0; i--) {
                SignedTrustRoot earlier = versions.get(i);
                if (!Objects.equals(earlier.digest(), at.root().previous())) {
                    return Optional.empty();
                }
                at = earlier;
                if (by.equals(new DecidedBy.DecidedByRoot(at.root().version()))) {
                    return Optional.of(new Authority.RootInForce(at, Instant.MIN));
                }
            }
            // The key that decided alone before there was a trust root is in its first version.
            boolean first = at.root().version() == 1 && by instanceof DecidedBy.DecidedByKey;
            return first ? at.root().key(by.value()).map(key -> new Authority.ReleaseKey(key.key())) : Optional.empty();
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    private static long version(TrustAnchor anchor) {
        return anchor instanceof TrustAnchor.KnownVersion known ? known.version() : 1;
    }

    private static void requireNoRoot(TrustAnchor anchor) throws BrokenTrustException {
        if (anchor instanceof TrustAnchor.KnownVersion known) {
            throw new BrokenTrustException("the trust root went back: " + TrustRootFiles.IN_FORCE
                    + " is missing, and version " + known.version() + " was in force before");
        }
    }

    /** What a named file holds: a trust root in JSON, else a key in PEM. */
    private static TrustAnchor anchor(InputFile named)
            throws IOException, MalformedKeyException, MalformedJsonException {
        byte[] content = named.bytes();
        if (new String(content, StandardCharsets.UTF_8).stripLeading().startsWith("{")) {
            TrustRoot root = TrustRoot.read(content, named.name());
            return new TrustAnchor.KnownVersion(root.version(), Sha256.of(content));
        }
        return new TrustAnchor.OneKey(pem(named).fingerprint());
    }

    private static RsaPublicKey releaseKey(Deployment deployment, @Nullable InputFile named)
            throws IOException, MalformedKeyException {
        return named == null ? KeyReader.publicHalf(deployment, path(null)) : pem(named);
    }

    private static RsaPublicKey pem(InputFile named) throws IOException, MalformedKeyException {
        return RsaPublicKey.fromPem(new String(named.bytes(), StandardCharsets.UTF_8), named.name());
    }

    private static Authority trusted(
            Deployment deployment, @Nullable TrustState known, @Nullable InputFile named, Instant now)
            throws NotTrustedException {
        String path = path(deployment, named);
        try {
            return parse(deployment, known, named, now);
        } catch (MalformedKeyException e) {
            throw new NotTrustedException(path + ": " + e.problem());
        } catch (MalformedJsonException | BrokenTrustException e) {
            throw new NotTrustedException(String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            throw new NotTrustedException(path + " is missing");
        } catch (NotRegularException e) {
            throw new NotTrustedException(path + " is " + e.what());
        } catch (IOException e) {
            throw new NotTrustedException(path + " can't be read: " + IoTrouble.reason(e));
        }
    }

    private static @Nullable TrustState remembered(TrustStore store) throws NotTrustedException {
        try {
            return store.load();
        } catch (TrustStore.UnusableStateException e) {
            throw new NotTrustedException(UNKNOWN + store.file());
        } catch (IOException e) {
            throw new NotTrustedException(UNKNOWN + store.file() + ": " + IoTrouble.reason(e));
        }
    }

    /** There is nobody who can be trusted to decide. The message says why, as a clause. */
    public static final class NotTrustedException extends Exception {

        private static final long serialVersionUID = 1L;

        NotTrustedException(String message) {
            super(message);
        }
    }
}
