package org.corebucket.bridge.trust;

import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;

/**
 * The versions of a trust root, each believed because of the one before it: as many keys of that one signed it as it takes to
 * change the trust root, and as many of its own (TUF, "5.3. Update the root role"). A key counts that had not expired when the version says
 * that it was signed.
 */
public final class TrustChain {

    private TrustChain() {}

    /** The chain does not lead from what is believed to the version in force. The message says why, on one line. */
    public static final class BrokenTrustException extends Exception {

        private static final long serialVersionUID = 1L;

        /** The chain does not hold, for the reason that the message states. */
        public BrokenTrustException(String message) {
            super(message);
        }
    }

    /**
     * Follows the chain.
     *
     * @param versions ascending, without a gap; the last is the one in force; those before the anchor are not looked at
     * @return the version in force, which may be believed
     * @throws BrokenTrustException if it may not
     */
    public static SignedTrustRoot follow(List<SignedTrustRoot> versions, TrustAnchor from) throws BrokenTrustException {
        SignedTrustRoot last = versions.get(versions.size() - 1);
        SignedTrustRoot at = begin(versions, last, from);
        for (SignedTrustRoot next : versions) {
            if (next.root().version() > at.root().version()) {
                requireContinues(at, next);
                at = next;
            }
        }
        return at;
    }

    private static SignedTrustRoot begin(List<SignedTrustRoot> versions, SignedTrustRoot last, TrustAnchor from)
            throws BrokenTrustException {
        long version = from instanceof TrustAnchor.KnownVersion known ? known.version() : 1;
        if (last.root().version() < version) {
            throw new BrokenTrustException("the trust root went back: version "
                    + last.root().version() + " is there, and version " + version + " was in force before");
        }
        Optional<SignedTrustRoot> first =
                versions.stream().filter(one -> one.root().version() == version).findFirst();
        if (first.isEmpty()) {
            throw new BrokenTrustException("version " + version + " of the trust root is not there, from which version "
                    + last.root().version() + " must follow");
        }
        requireBelieved(first.get(), from);
        return first.get();
    }

    private static void requireBelieved(SignedTrustRoot first, TrustAnchor from) throws BrokenTrustException {
        if (from instanceof TrustAnchor.KnownVersion known) {
            if (!first.digest().equals(known.digest())) {
                throw new BrokenTrustException("version " + known.version()
                        + " of the trust root is another one than was in force before: its digest is "
                        + first.digest().hex() + ", expected " + known.digest().hex());
            }
            return;
        }
        Quorum own = requireOwnSignatures(first);
        if (from instanceof TrustAnchor.OneKey one
                && own.signed().stream().noneMatch(key -> key.fingerprint().equals(one.fingerprint()))) {
            throw new BrokenTrustException("the release key " + one.fingerprint()
                    + " did not sign version 1 of the trust root, so it may be somebody else's");
        }
    }

    private static void requireContinues(SignedTrustRoot earlier, SignedTrustRoot next) throws BrokenTrustException {
        TrustRoot before = earlier.root();
        TrustRoot root = next.root();
        if (root.version() != before.version() + 1) {
            throw new BrokenTrustException("version " + (before.version() + 1)
                    + " of the trust root is not there, and version " + root.version() + " is");
        }
        if (!root.deployment().equals(before.deployment())) {
            throw new BrokenTrustException(
                    "version " + root.version() + " of the trust root is of another deployment, " + root.deployment());
        }
        Sha256 previous = root.previous();
        if (previous != null && !previous.equals(earlier.digest())) {
            throw new BrokenTrustException("version " + root.version() + " of the trust root follows another version "
                    + before.version() + " than the one that is there");
        }
        Quorum old = next.countedBy(new Authority.RootInForce(earlier, root.signedAt()));
        if (!old.isReached()) {
            throw new BrokenTrustException("too few keys of version " + before.version() + " signed version "
                    + root.version() + " of the trust root: " + old.words() + why(old));
        }
        requireOwnSignatures(next);
    }

    private static Quorum requireOwnSignatures(SignedTrustRoot version) throws BrokenTrustException {
        Quorum own = version.countedBy(
                new Authority.RootInForce(version, version.root().signedAt()));
        if (!own.isReached()) {
            throw new BrokenTrustException("too few of its own keys signed version "
                    + version.root().version() + " of the trust root: " + own.words() + why(own));
        }
        return own;
    }

    private static String why(Quorum quorum) {
        return quorum.uncounted().isEmpty() ? "" : "; " + String.join("; ", quorum.uncounted());
    }
}
