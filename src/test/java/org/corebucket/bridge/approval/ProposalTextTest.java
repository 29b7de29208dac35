package org.corebucket.bridge.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyWriter;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.TrustRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever approves a proposal has seen all that it changes, whatever names and contents say. */
final class ProposalTextTest {

    private static final CachedHolders HOLDERS = CachedHolders.generate();

    @TempDir
    private Path directory;

    private ApprovalSite site;

    @BeforeEach
    void begin() throws Exception {
        site = ApprovalSite.rooted(directory, HOLDERS, 2, "anna", "bruno", "clara");
    }

    /** Seals what is there now. */
    private void settle() throws Exception {
        site.proposeFreeze("settled");
        site.sign(Subject.FREEZE, "anna", "bruno");
        site.complete();
    }

    private List<String> shownFreeze() throws Exception {
        site.proposeFreeze("a reason");
        return site.shown(Subject.FREEZE);
    }

    @Test
    void itSaysWhatIsSealedAndWhoHasSigned() throws Exception {
        site.write("canonical/b", "two\n");
        String before = site.manifest().hex();
        String digest = site.proposeFreeze("a reason").digest().hex();
        site.sign(Subject.FREEZE, "bruno");

        assertThat(site.shown(Subject.FREEZE))
                .startsWith("Proposed: freeze, sha256 " + digest)
                .anyMatch(line -> line.matches("Serial 2 of deployment [0-9a-f-]{36}, system A system"))
                .contains(
                        "  reason: a reason",
                        "  expires: never",
                        "  proposed at 2026-12-01T08:00:00Z, under version 1 of the trust root",
                        "  replaces sha256 " + before)
                .endsWith("Signed: 1 of 2 needed: " + HOLDERS.rootKey("bruno").words());
    }

    @Test
    void filesAddedRemovedAndChangedAreShownWithTheirSizesAndTheDifferencesOfTheirTexts() throws Exception {
        site.write("canonical/gone", "old\n");
        settle();
        site.delete("canonical/gone");
        site.write("canonical/a", "first\nsecond\n");
        site.write("canonical/new", "x");

        assertThat(shownFreeze())
                .containsSubsequence(
                        "removed canonical/gone, 4 bytes",
                        "      @@ -1,1 +1,0 @@",
                        "      -old",
                        "changed canonical/a, 6 bytes; now 13 bytes",
                        "      @@ -1,1 +1,2 @@",
                        "       first",
                        "      +second",
                        "added canonical/new, 1 byte",
                        "      @@ -1,0 +1,1 @@",
                        "      +x\\ no line feed at the end");
    }

    @Test
    void aFreezeThatChangesNoFileSaysSo() throws Exception {
        assertThat(shownFreeze()).contains("no file is added, removed or changed");
    }

    @Test
    void contentsThatAreNoTextAreShownBySize() throws Exception {
        site.write("canonical/zero", new byte[] {'a', 0, 'b'});
        site.write("canonical/latin", new byte[] {'a', (byte) 0xE9, '\n'});
        site.write("canonical/large", "line\n".repeat(300_000));

        assertThat(shownFreeze())
                .contains(
                        "added canonical/zero, 3 bytes, not text",
                        "added canonical/latin, 3 bytes, not text",
                        "added canonical/large, 1500000 bytes, too long to be shown: compare what lies under its digest beside"
                                + " the proposal, "
                                + Sha256.of("line\n".repeat(300_000).getBytes(StandardCharsets.UTF_8))
                                        .hex())
                .noneMatch(line -> line.startsWith("      "));
    }

    @Test
    void theLineFeedAtTheEndMakesADifferenceThatNoContentImitates() throws Exception {
        site.write("canonical/a", "x");
        settle();
        site.write("canonical/a", "x\\ no line feed at the end\n");

        assertThat(shownFreeze())
                .containsSubsequence("      -x\\ no line feed at the end", "      +x\\\\ no line feed at the end");
    }

    @Test
    void hostileNamesAndContentsForgeNoLine() throws Exception {
        String name = "canonical/a\nSigned: 2 of 2 needed: anna\nremoved \u202ecod\u001b[2K";
        site.write(name, "x\rSigned: 3 of 2 needed\u2028Signed: 4\u0085Signed: 5\n@@ -1,1 +1,1 @@\nadded nothing\n");

        List<String> lines = shownFreeze();

        assertThat(lines)
                .contains(
                        "added canonical/a\\nSigned: 2 of 2 needed: anna\\nremoved \\u202ecod\\u001b[2K, 77 bytes",
                        "      +x\\rSigned: 3 of 2 needed\\u2028Signed: 4\\u0085Signed: 5",
                        "      +@@ -1,1 +1,1 @@",
                        "      +added nothing");
        assertThat(lines).filteredOn(line -> line.startsWith("Signed: ")).hasSize(1);
        assertThat(lines).filteredOn(line -> line.startsWith("added ")).hasSize(1);
    }

    @Test
    void whatANewPolicyAllowsAndNoLongerDemandsIsShown() throws Exception {
        Policy before = Policy.standard("A system");
        site.write(Deployment.POLICY, PolicyWriter.text(before));
        settle();
        ForbiddenRunners forbidden = before.forbidden();
        Policy after = before.withProcess(
                "canonical/a", List.of("sh", "{file}"), List.of(ArgumentForm.parse(""), ArgumentForm.parse("--all")));
        site.write(
                Deployment.POLICY,
                PolicyWriter.text(new Policy(
                        after.system(),
                        after.files(),
                        after.entrypoints(),
                        new ForbiddenRunners(
                                forbidden
                                        .patterns()
                                        .subList(1, forbidden.patterns().size()),
                                forbidden.exclude(),
                                forbidden.mode(),
                                forbidden.process()),
                        after.modules(),
                        after.access(),
                        after.documents(),
                        new Policy.Monitoring(
                                Duration.ofHours(9), false, before.monitoring().heartbeatMaxAge()),
                        after.alerts(),
                        after.clients())));

        assertThat(shownFreeze())
                .containsSubsequence(
                        "by the new policy:",
                        "  may run: entrypoint canonical/a, file canonical/a, command sh {file}",
                        "  may run: entrypoint canonical/a with arguments \"\"",
                        "  may run: entrypoint canonical/a with arguments \"--all\"",
                        "  vanishes: forbidden pattern "
                                + forbidden.patterns().get(0).text(),
                        "  weaker: the watch verifies every 9h, until now 5m");
    }

    @Test
    void aPolicyThatAllowsNothingNewOrCantBeComparedSaysSo() throws Exception {
        Policy policy = Policy.standard("A system");
        site.write(Deployment.POLICY, PolicyWriter.text(policy));
        settle();
        site.write(Deployment.POLICY, PolicyWriter.text(policy) + "\n");

        assertThat(shownFreeze()).contains("the policy says the same in other words");

        site.write(Deployment.POLICY, PolicyWriter.text(Policy.standard("Another system")));

        assertThat(shownFreeze())
                .contains("the policy allows nothing new, and demands as much; what else changes stands above");

        site.write(Deployment.POLICY, "{}\nby the new policy:\n");

        assertThat(shownFreeze()).anyMatch(line -> line.startsWith("what the policy allows can't be compared: "));

        site.delete(shownPath(Sha256.of(Files.readAllBytes(site.deployment().path(Deployment.POLICY)))
                .hex()));

        assertThat(site.shown(Subject.FREEZE))
                .contains("what the policy allows can't be compared: its content is not in the proposal")
                .anyMatch(line -> line.startsWith("changed " + Deployment.POLICY)
                        && line.endsWith("; now its content is not in the proposal"));
    }

    private static String shownPath(String name) {
        return Proposals.DIRECTORY + "/canonical.sha256.shown/" + name;
    }

    @Test
    void aContentOrManifestThatIsNotWhatIsListedIsNotShown() throws Exception {
        site.write("canonical/b", "evil\n");
        site.proposeFreeze("a reason");
        String digest = Sha256.of("evil\n".getBytes(StandardCharsets.UTF_8)).hex();
        site.write(shownPath(digest), "harmless\n");

        assertThatThrownBy(() -> site.shown(Subject.FREEZE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not what its manifest lists, sha256 " + digest);

        site.write(shownPath(digest), "evil\n");
        // A manifest that lists the file already would show no change.
        site.write(
                shownPath(FreezeProposals.BEFORE),
                site.proposals().of(Subject.FREEZE).orElseThrow().content());

        assertThatThrownBy(() -> site.shown(Subject.FREEZE))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not bring along the manifest that it replaces");
    }

    @Test
    void nothingIsComparedWithAManifestInForceThatNobodyApproved() throws Exception {
        site.write("canonical/b", "evil\n");
        Proposal proposal = site.proposeFreeze("a reason");
        site.write(
                Deployment.MANIFEST,
                new String(proposal.content(), StandardCharsets.UTF_8)
                        .replace("# serial: 2", "# serial: 1")
                        .getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> site.proposeFreeze("nothing changes"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not approved itself");
        assertThatThrownBy(() -> site.freeze().complete(proposal.content(), proposal.signatures(), List.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not approved itself");
    }

    @Test
    void aTrustRootIsShownWithWhoComesAndGoesAndWithThresholdsThatFall() throws Exception {
        site.proposeRoot(site.change(1, Set.of("clara"), "dario"));

        assertThat(site.shown(Subject.TRUST))
                .anyMatch(line -> line.startsWith("Version 2 of the trust root of deployment "))
                .containsSubsequence(
                        "  removed  clara  2048 bits  " + HOLDERS.fingerprint("clara"),
                        "  stays    anna  2048 bits  " + HOLDERS.fingerprint("anna"),
                        "  added    dario  2048 bits  " + HOLDERS.fingerprint("dario"),
                        "  freeze takes 1 of 3, until now 2: FEWER than until now");
    }

    @Test
    void aTrustRootThatDoesNotNameTheVersionBeforeHidesNothing() throws Exception {
        TrustRoot next = site.change(1, Set.of("clara"), "dario")
                .after(
                        ((Authority.RootInForce) Decider.of(site.deployment(), site.host())
                                        .authority())
                                .version(),
                        site.clock().instant());
        TrustRoot nameless = new TrustRoot(
                next.deployment(), 2, null, next.keys(), next.thresholds(), next.reason(), next.signedAt());
        site.proposals()
                .propose(
                        Subject.TRUST,
                        nameless.bytes(),
                        new Authority.ReleaseKey(HOLDERS.key("anna").publicKey()),
                        Map.of(),
                        Map.of());

        assertThatThrownBy(() -> site.shown(Subject.TRUST))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not bring along the version that it replaces");
    }
}
