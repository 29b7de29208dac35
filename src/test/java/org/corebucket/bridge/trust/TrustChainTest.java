package org.corebucket.bridge.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.trust.SignedRoots.NAMES;
import static org.corebucket.bridge.trust.SignedRoots.root;
import static org.corebucket.bridge.trust.SignedRoots.signed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.corebucket.bridge.trust.TrustAnchor.KnownVersion;
import org.corebucket.bridge.trust.TrustAnchor.OneKey;
import org.corebucket.bridge.trust.TrustChain.BrokenTrustException;
import org.junit.jupiter.api.Test;

/** A version is believed because enough keys of the version before signed it, and enough of its own. */
final class TrustChainTest {

    private static final SignedTrustRoot FIRST = signed(root(1, 1, "anna"), "anna");
    private static final SignedTrustRoot SECOND = signed(root(2, 2, "anna", "bruno", "clara"), "anna", "clara");

    private static TrustAnchor known(SignedTrustRoot version) {
        return new KnownVersion(version.root().version(), version.digest());
    }

    private static void assertBroken(TrustAnchor from, String why, SignedTrustRoot... versions) {
        assertThatThrownBy(() -> TrustChain.follow(List.of(versions), from))
                .isInstanceOf(BrokenTrustException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aHostThatSleptThroughVersionsFollowsThemOneByOne() throws Exception {
        SignedTrustRoot third = signed(root(3, 1, "bruno", "clara", "dario"), "bruno", "clara");

        assertThat(TrustChain.follow(List.of(FIRST, SECOND, third), known(FIRST)))
                .isEqualTo(third);
        assertThat(TrustChain.follow(List.of(SECOND, third), known(SECOND))).isEqualTo(third);
        assertThat(TrustChain.follow(List.of(third), known(third))).isEqualTo(third);
        assertBroken(known(FIRST), "version 1 of the trust root is not there", SECOND, third);
        assertBroken(known(FIRST), "version 2 of the trust root is not there", FIRST, third);
    }

    @Test
    void theOneReleaseKeyOfBeforeMustHaveSignedTheFirstVersion() throws Exception {
        assertThat(TrustChain.follow(
                        List.of(FIRST),
                        new OneKey(SignedRoots.key("anna").publicKey().fingerprint())))
                .isEqualTo(FIRST);
        assertBroken(
                new OneKey(SignedRoots.key("bruno").publicKey().fingerprint()),
                "did not sign version 1 of the trust root",
                FIRST);
        assertBroken(
                new OneKey(SignedRoots.key("anna").publicKey().fingerprint()),
                "too few of its own keys signed version 1",
                signed(root(1, 2, "anna", "bruno"), "anna"));
    }

    @Test
    void anOlderVersionIsRefusedWithAllItsSignatures() {
        assertBroken(known(SECOND), "went back: version 1 is there, and version 2 was in force before", FIRST);
    }

    @Test
    void anotherFileOfTheSameVersionIsRefused() {
        SignedTrustRoot other = signed(root(2, 1, "anna", "bruno", "clara"), "anna", "bruno", "clara");

        assertBroken(known(SECOND), "another one than was in force before", other);
    }

    @Test
    void theOldKeysAloneAreNotEnoughAndNorAreTheNew() {
        assertBroken(known(FIRST), "too few of its own keys", FIRST, signed(SECOND.root(), "anna"));
        assertBroken(known(FIRST), "too few keys of version 1", FIRST, signed(SECOND.root(), "bruno", "clara"));
    }

    @Test
    void aVersionOfAnotherDeploymentIsRefused() {
        TrustRoot here = SECOND.root();
        TrustRoot elsewhere = new TrustRoot(
                UUID.randomUUID(), 2, null, here.keys(), here.thresholds(), here.reason(), here.signedAt());

        assertBroken(known(FIRST), "of another deployment", FIRST, signed(elsewhere, "anna", "bruno"));
    }

    /** Random chains against a model that knows names and numbers alone. */
    @Test
    void randomChainsAreBelievedExactlyIfEachStepHasEnoughOfBothVersions() {
        Random random = new Random(20261201);
        int believed = 0;
        for (int i = 0; i < 3000; i++) {
            believed += isJudgedAsTheModelDoes(random) ? 1 : 0;
        }
        assertThat(believed).isBetween(300, 2700);
    }

    private static boolean isJudgedAsTheModelDoes(Random random) {
        List<SignedTrustRoot> versions = new ArrayList<>();
        Set<String> before = some(random);
        int threshold = 1 + random.nextInt(before.size());
        versions.add(signed(root(1, threshold, before.toArray(String[]::new))));
        boolean expected = true;
        for (int version = 2; version <= 2 + random.nextInt(3); version++) {
            Set<String> keys = some(random);
            int needed = 1 + random.nextInt(keys.size());
            Set<String> signers = random.nextInt(3) == 0 ? some(random) : new TreeSet<>(NAMES);
            expected &= common(before, signers) >= threshold && common(keys, signers) >= needed;
            versions.add(signed(root(version, needed, keys.toArray(String[]::new)), signers.toArray(String[]::new)));
            before = keys;
            threshold = needed;
        }
        boolean believed;
        try {
            TrustChain.follow(versions, known(versions.get(0)));
            believed = true;
        } catch (BrokenTrustException e) {
            believed = false;
        }
        assertThat(believed).as("%s", versions).isEqualTo(expected);
        return believed;
    }

    private static Set<String> some(Random random) {
        Set<String> some = new TreeSet<>();
        some.add(NAMES.get(random.nextInt(NAMES.size())));
        NAMES.stream().filter(name -> random.nextBoolean()).forEach(some::add);
        return some;
    }

    private static long common(Set<String> keys, Set<String> signers) {
        return keys.stream().filter(signers::contains).count();
    }
}
