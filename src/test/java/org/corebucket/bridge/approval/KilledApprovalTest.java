package org.corebucket.bridge.approval;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.trust.TrustRootFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A process that completes proposals and applies trust roots, killed with SIGKILL: the seal holds, in force is what was before or what was
 * approved, and a second try completes it.
 */
final class KilledApprovalTest {

    private static final String[] DECIDING = {"anna", "bruno", "clara"};
    private static final int MOST_LINES = 12;
    private static final long LONGEST_MORE_NANOS = 60_000_000;

    private final Random random = new Random(20261201);

    /** Proposes, approves and completes for ever, and says before each step what it is about to put in force. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            ApprovalSite site = ApprovalSite.in(directory, CachedHolders.read(directory.resolve("keys")));
            for (int i = 0; ; i++) {
                String round = arguments[1] + "." + i;
                site.write("canonical/a", "content " + round + "\n");
                Proposal freeze = site.proposeFreeze(round);
                site.sign(Subject.FREEZE, "anna", "clara");
                System.out.println("freeze " + freeze.digest().hex());
                site.complete();
                Proposal root = site.proposeRoot(site.change(2, Set.of()));
                site.sign(Subject.TRUST, "bruno", "clara");
                System.out.println("trust " + root.digest().hex());
                site.apply();
            }
        }
    }

    @Test
    void whatWasApprovedIsCompletedAfterTenKills() throws Exception {
        assertCompletes(10);
    }

    @Test
    @Tag("long")
    void whatWasApprovedIsCompletedAfterTwoHundredKills() throws Exception {
        assertCompletes(200);
    }

    private void assertCompletes(int kills) throws Exception {
        Path directory = ApprovalSite.inMemory();
        try {
            CachedHolders holders = CachedHolders.generate();
            holders.write(directory.resolve("keys"));
            ApprovalSite site = ApprovalSite.rooted(directory, holders, 2, DECIDING);
            assertThat(site.verify().findings()).isEmpty();
            for (int kill = 0; kill < kills; kill++) {
                Sha256 manifest = site.manifest();
                Sha256 root = root(site);
                Announced announced = runAndKill(directory, kill);
                assertIsOldOrApproved(site, manifest, root, announced);
                assertASecondTryCompletes(site, announced);
            }
            site.proposeFreeze("last");
            assertThat(TreeFiles.names(site.deployment().path(Proposals.DIRECTORY + "/.staging")))
                    .isEmpty();
        } finally {
            SampleDeployment.delete(directory);
        }
    }

    /** What the process was about to put in force when it was killed, and what it had been before that; empty if nothing. */
    private record Announced(String freeze, String freezeBefore, String trust, String trustBefore) {

        private static final Announced NOTHING = new Announced("", "", "", "");

        private Announced and(String line) {
            String digest = line.substring(line.indexOf(' ') + 1);
            return line.startsWith("freeze ")
                    ? new Announced(digest, freeze, trust, trustBefore)
                    : new Announced(freeze, freezeBefore, digest, trust);
        }
    }

    private static void assertIsOldOrApproved(ApprovalSite site, Sha256 manifest, Sha256 root, Announced announced)
            throws Exception {
        SealVerdict seal = site.look();
        assertThat(seal.findings()).isEmpty();
        assertThat(site.manifest().hex())
                .isIn(announced.freeze(), before(announced.freezeBefore(), manifest, announced.freeze()));
        assertThat(root(site).hex()).isIn(announced.trust(), before(announced.trustBefore(), root, announced.trust()));
        assertThat(site.verify().isTrusted()).isTrue();
    }

    /** What was in force before the last announcement; if there was none, what was in force at the beginning. */
    private static String before(String announcedBefore, Sha256 first, String announced) {
        return announced.isEmpty() || announcedBefore.isEmpty() ? first.hex() : announcedBefore;
    }

    private static void assertASecondTryCompletes(ApprovalSite site, Announced announced) throws Exception {
        if (isProposed(site, Subject.FREEZE, announced.freeze())) {
            site.complete();
            assertThat(site.manifest().hex()).isEqualTo(announced.freeze());
        }
        if (isProposed(site, Subject.TRUST, announced.trust())) {
            site.apply();
            assertThat(root(site).hex()).isEqualTo(announced.trust());
        }
        assertThat(site.verify().findings()).isEmpty();
        assertSignaturesLieBeside(site, "manifests/canonical.sha256", "anna", "clara");
        // What is still proposed was written after the last announcement, and nobody has approved it.
        assertThat(isProposed(site, Subject.FREEZE, announced.freeze())).isFalse();
        assertThat(isProposed(site, Subject.TRUST, announced.trust())).isFalse();
    }

    /** Whoever checks with openssl finds the signatures beside the file, though others count while it is put in force. */
    private static void assertSignaturesLieBeside(ApprovalSite site, String signed, String... names) throws Exception {
        assertThat(site.deployment().path(signed + ".sigs")).isDirectory();
        assertThat(TreeFiles.names(site.deployment().path(signed + ".sigs"))).hasSizeBetween(2, names.length + 1);
    }

    private static boolean isProposed(ApprovalSite site, Subject subject, String digest) throws Exception {
        Optional<Proposal> proposal = site.proposals().of(subject);
        return proposal.isPresent() && proposal.get().digest().hex().equals(digest);
    }

    private static Sha256 root(ApprovalSite site) throws Exception {
        return Sha256.of(Files.readAllBytes(site.deployment().path(TrustRootFiles.IN_FORCE)));
    }

    private Announced runAndKill(Path directory, int kill) throws Exception {
        Process child = ChildJvm.start(Child.class, directory.toString(), String.valueOf(kill));
        Announced announced = Announced.NOTHING;
        int moment = 1 + random.nextInt(MOST_LINES);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(child.getInputStream(), US_ASCII))) {
            int lines = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                announced = announced.and(line);
                lines++;
                if (lines == moment) {
                    LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_MORE_NANOS));
                    // Unlike the process, its handle leaves the output open: what it said until then is read to the
                    // end.
                    child.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return announced;
    }
}
