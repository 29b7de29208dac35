package org.corebucket.bridge.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.digest.Sha256;

/** Who may decide in a deployment (CONTRACT 13): the one release key, or the keys of the trust root in force. */
public sealed interface Authority {

    /** The keys that may decide. */
    List<RootKey> keys();

    /** How many of the keys an act takes. */
    int threshold(DecidedAct act);

    /** What a host remembers of it, so that another one is noticed. */
    TrustAnchor anchor();

    /** How what is decided names it. */
    DecidedBy decidedBy();

    /** It in words, like {@code version 2 of the trust root}. */
    default String words() {
        return decidedBy().words();
    }

    /** The key with this fingerprint; empty if it may not decide. */
    default Optional<RootKey> key(String fingerprint) {
        return keys().stream()
                .filter(key -> key.fingerprint().equals(fingerprint))
                .findFirst();
    }

    /** The key with this fingerprint that could decide, had it not expired; empty if there is none. */
    default Optional<RootKey> expired(String fingerprint) {
        return Optional.empty();
    }

    /** Counts who signed what has this digest. */
    default Quorum count(DecidedAct act, Sha256 sha256, DetachedSignatures signatures) {
        return Quorum.count(this, act, sha256, signatures);
    }

    /** The one release key of a deployment without a trust root. */
    record ReleaseKey(RsaPublicKey key) implements Authority {

        @Override
        public List<RootKey> keys() {
            return List.of(RootKey.of("release key", key));
        }

        @Override
        public int threshold(DecidedAct act) {
            return 1;
        }

        @Override
        public TrustAnchor anchor() {
            return new TrustAnchor.OneKey(key.fingerprint());
        }

        @Override
        public DecidedBy decidedBy() {
            return new DecidedBy.DecidedByKey(key.fingerprint());
        }
    }

    /**
     * A version of the trust root to which a chain leads from what is believed.
     *
     * @param at when it is asked: a key that has expired then may not decide. At {@link Instant#MIN} none has.
     */
    record RootInForce(SignedTrustRoot version, Instant at) implements Authority {

        @Override
        public List<RootKey> keys() {
            return version.root().keys().stream()
                    .filter(key -> !key.isExpired(at))
                    .toList();
        }

        @Override
        public Optional<RootKey> expired(String fingerprint) {
            return version.root().key(fingerprint).filter(key -> key.isExpired(at));
        }

        @Override
        public int threshold(DecidedAct act) {
            return version.root().threshold(act);
        }

        @Override
        public TrustAnchor anchor() {
            return new TrustAnchor.KnownVersion(version.root().version(), version.digest());
        }

        @Override
        public DecidedBy decidedBy() {
            return new DecidedBy.DecidedByRoot(version.root().version());
        }
    }
}
