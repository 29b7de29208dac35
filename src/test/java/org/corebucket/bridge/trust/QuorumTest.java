package org.corebucket.bridge.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.trust.SignedRoots.root;
import static org.corebucket.bridge.trust.SignedRoots.rootKey;
import static org.corebucket.bridge.trust.SignedRoots.signatures;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.trust.DetachedSignatures.Detached;
import org.junit.jupiter.api.Test;

/** Each key of the version counts once, and nothing else counts. */
final class QuorumTest {

    private static final Sha256 WHAT = Sha256.of(new byte[] {1});
    private static final TrustRoot TWO_OF_THREE = root(1, 2, "anna", "bruno", "clara");

    private static Quorum count(DetachedSignatures signatures) {
        return Quorum.count(
                new Authority.RootInForce(SignedRoots.signed(TWO_OF_THREE), Instant.MIN),
                DecidedAct.FREEZE,
                WHAT,
                signatures);
    }

    @Test
    void enoughKeysReachIt() {
        Quorum quorum = count(signatures(WHAT, "clara", "anna"));

        assertThat(quorum.isReached()).isTrue();
        assertThat(quorum.signed()).containsExactly(rootKey("anna"), rootKey("clara"));
        assertThat(quorum.missing()).containsExactly(rootKey("bruno"));
        assertThat(quorum.uncounted()).isEmpty();
        assertThat(quorum.words()).startsWith("2 of 2 needed: anna (").contains(", clara (");
    }

    @Test
    void aKeyThatSignedTwiceCountsOnce() {
        Quorum quorum = count(signatures(WHAT, "anna", "anna"));

        assertThat(quorum.isReached()).isFalse();
        assertThat(quorum.words()).startsWith("1 of 2 needed: anna (");
    }

    @Test
    void aSignatureUnderAnothersNameCountsForNobody() {
        byte[] annas = signatures(WHAT, "anna").signatures().get(0).signature();
        Detached asBruno = new Detached(rootKey("bruno").fingerprint(), annas);

        Quorum quorum = count(signatures(WHAT, "anna").and(new DetachedSignatures(List.of(asBruno), List.of())));

        assertThat(quorum.isReached()).isFalse();
        assertThat(quorum.uncounted())
                .singleElement()
                .asString()
                .contains("bruno")
                .contains("does not hold");
    }

    @Test
    void aKeyThatTheVersionDoesNotHaveIsNamed() {
        Quorum quorum = count(signatures(WHAT, "anna", "dario"));

        assertThat(quorum.isReached()).isFalse();
        assertThat(quorum.uncounted())
                .singleElement()
                .asString()
                .contains(rootKey("dario").fingerprint())
                .contains("version 1");
    }

    @Test
    void aKeyThatHasExpiredDoesNotCountAndIsNamed() {
        Instant expires = Instant.parse("2027-12-31T00:00:00Z");
        List<RootKey> keys = new ArrayList<>(TWO_OF_THREE.keys());
        keys.set(1, rootKey("bruno").expiring(expires));
        TrustRoot root = new TrustRoot(
                TWO_OF_THREE.deployment(),
                1,
                null,
                keys,
                TWO_OF_THREE.thresholds(),
                TWO_OF_THREE.reason(),
                TWO_OF_THREE.signedAt());
        DetachedSignatures two = signatures(WHAT, "anna", "bruno");
        Authority before = new Authority.RootInForce(SignedRoots.signed(root), expires.minusSeconds(1));
        Authority then = new Authority.RootInForce(SignedRoots.signed(root), expires);

        assertThat(Quorum.count(before, DecidedAct.FREEZE, WHAT, two).isReached())
                .isTrue();
        Quorum quorum = Quorum.count(then, DecidedAct.FREEZE, WHAT, two);
        assertThat(quorum.isReached()).isFalse();
        assertThat(quorum.uncounted())
                .containsExactly("the signature of " + rootKey("bruno").words()
                        + " does not count: the key expired 2027-12-31T00:00:00Z");
    }

    @Test
    void aSignatureOverSomethingElseIsNamed() {
        Quorum quorum = count(signatures(Sha256.of(new byte[] {2}), "anna", "bruno"));

        assertThat(quorum.signed()).isEmpty();
        assertThat(quorum.uncounted()).hasSize(2).allMatch(why -> why.contains("does not hold"));
    }
}
