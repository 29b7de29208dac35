package org.corebucket.bridge.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.trust.SignedRoots.root;
import static org.corebucket.bridge.trust.SignedRoots.rootKey;
import static org.corebucket.bridge.trust.SignedRoots.signatures;

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
                new Authority.RootInForce(SignedRoots.signed(TWO_OF_THREE)), DecidedAct.FREEZE, WHAT, signatures);
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
    void aSignatureOverSomethingElseIsNamed() {
        Quorum quorum = count(signatures(Sha256.of(new byte[] {2}), "anna", "bruno"));

        assertThat(quorum.signed()).isEmpty();
        assertThat(quorum.uncounted()).hasSize(2).allMatch(why -> why.contains("does not hold"));
    }
}
