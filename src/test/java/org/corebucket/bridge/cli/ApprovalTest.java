package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.SystemCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several holders of keys decide together: nothing that fewer approved is ever in force. */
final class ApprovalTest {

    private static final String MANIFEST = "manifests/canonical.sha256";
    private static final String DOCUMENT = "canonical/OBSERVABILITY.md";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    private void edit(String line) throws IOException {
        operator.write(DOCUMENT, operator.text(DOCUMENT) + line + "\n");
    }

    private Holders proposed(String line) throws IOException {
        Holders holders = Holders.twoOfThree(operator);
        edit(line);
        holders.succeed("freeze", "--propose", "--reason", "release 5.1");
        return holders;
    }

    /** Runs a command as somebody with a state of their own. */
    private Answer runAs(String user, String... args) {
        String own = operator.state().toString();
        operator.setVariable("XDG_STATE_HOME", operator.beside(user).toString());
        Answer answer = operator.run(args);
        operator.setVariable("XDG_STATE_HOME", own);
        return answer;
    }

    private void copy(Path from, Path to) throws Exception {
        assertThat(SystemCommand.exit(operator.root(), "cp", "-r", from.toString(), to.toString()))
                .isZero();
    }

    @Test
    void aTrustRootGoesIntoForceWithoutAMomentInWhichTheSealDoesNotHold() throws Exception {
        Holders holders = Holders.of(operator);

        Answer init = holders.succeed(
                "trust", "init", "--holder", "anna=" + holders.publicHalf("anna"), "--reason", "two decide");
        assertThat(init.out()).contains("added    anna", "freeze takes 2 of 2", "bridgectl trust sign --key PEM");
        assertReady(operator.run("verify"));
        assertThat(operator.run("trust", "apply").code()).isEqualTo(77);

        holders.succeed("approve", "seal", "--key", holders.privateHalf("anna"));
        assertReady(operator.run("verify"));
        holders.succeed("trust", "sign", "--key", holders.privateHalf("anna"));
        assertThat(holders.succeed("trust", "apply").out()).startsWith("In force: version 1 of the trust root");
        assertReady(operator.run("verify"));
        assertThat(operator.run("trust", "init", "--reason", "again").code()).isEqualTo(77);
    }

    @Test
    void withOneKeyAndNoOtherHolderATrustRootIsInForceAtOnce() throws Exception {
        Answer init = operator.run("trust", "init", "--reason", "so that the key can be replaced");

        assertThat(init.code()).as(init.err()).isZero();
        assertReady(operator.run("verify"));
        edit("more");
        Answer freeze = operator.run("freeze", "--reason", "one decides");
        assertThat(freeze.code()).as(freeze.err()).isZero();
        assertThat(operator.text(MANIFEST)).contains("# trust: 1\n").doesNotContain("# key:");
        assertReady(operator.run("verify"));
    }

    @Test
    void nothingIsSealedBeforeEnoughHaveApprovedIt() throws Exception {
        Holders holders = proposed("more");
        byte[] before = operator.read(MANIFEST);

        assertThat(operator.run("freeze", "--complete").code()).isEqualTo(77);
        holders.approve("anna");
        holders.approve("anna"); // a key counts once
        Answer early = operator.run("freeze", "--complete");
        assertThat(early.code()).isEqualTo(77);
        assertThat(early.err()).contains("1 of 2 needed: anna");
        assertThat(operator.read(MANIFEST)).isEqualTo(before);

        assertThat(holders.approve("bruno").out()).contains("2 of 2 needed", "Next: bridgectl freeze --complete");
        assertThat(holders.succeed("freeze", "--complete").out()).contains("changed " + DOCUMENT, "under serial 2");
        assertReady(operator.run("verify"));
        assertThat(operator.run("freeze", "--complete").code())
                .as("nothing is proposed")
                .isEqualTo(66);
    }

    @Test
    void oneHolderSealsResolvesAndCertifiesNothingAlone() throws Exception {
        Holders holders = Holders.twoOfThree(operator);
        edit("more");

        for (String key : new String[] {operator.path(Holders.RELEASE).toString(), holders.privateHalf("anna")}) {
            Answer freeze = operator.run("freeze", "--reason", "alone", "--key", key);
            assertThat(freeze.code()).isEqualTo(77);
            assertThat(freeze.err()).contains("the trust root wants 2 signatures", "bridgectl approve --help");
            assertThat(operator.run("certify", "--key", key).code()).isEqualTo(77);
            assertThat(operator.run("restore", "--to", "1", "--key", key).code())
                    .isEqualTo(77);
        }
        Answer stranger = operator.run("freeze", "--reason", "alone", "--key", holders.privateHalf("clara"));
        assertThat(stranger.code()).isEqualTo(77);
        assertThat(stranger.err()).contains("does not have this key", Holders.fingerprint("clara"));
    }

    @Test
    void theStatusSaysWhoMayDecideWhatIsProposedAndWhoIsMissing() throws Exception {
        Holders holders = proposed("more");
        holders.approve("anna");

        Answer status = operator.run("status", "--format", "json");
        JsonNode approval = new ObjectMapper().readTree(status.out()).get("approval");
        assertThat(approval.get("authority").textValue()).isEqualTo("version 1 of the trust root");
        assertThat(approval.get("threshold").get("freeze").intValue()).isEqualTo(2);
        JsonNode proposed = approval.get("proposed").get(0);
        assertThat(proposed.get("what").textValue()).isEqualTo("freeze");
        assertThat(proposed.get("approved").booleanValue()).isFalse();
        assertThat(proposed.get("missing").toString()).isEqualTo("[\"release\",\"bruno\"]");
        assertThat(operator.run("status").out()).contains("proposed: freeze, 1 of 2 needed: anna");
    }

    @Test
    void aStrangerApprovesNothing() throws Exception {
        Holders holders = proposed("more");

        Answer answer = operator.run("approve", "--key", holders.privateHalf("clara"));

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("may not decide", Holders.fingerprint("clara"));
    }

    @Test
    void filesThatChangeAfterTheApprovalAreNotSealed() throws Exception {
        Holders holders = proposed("more");
        holders.approve("anna");
        holders.approve("bruno");
        edit("and more");

        Answer answer = operator.run("freeze", "--complete");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("no longer what was approved", "changed " + DOCUMENT);
    }

    @Test
    void whatWasApprovedBeforeAnotherFreezeIsNotSealedAfterIt() throws Exception {
        Holders holders = proposed("more");
        holders.approve("anna");
        holders.approve("bruno");
        Path kept = operator.beside("kept");
        copy(operator.path("manifests/proposed"), kept);
        holders.succeed("freeze", "--complete");
        edit("and more");
        holders.succeed("freeze", "--propose", "--reason", "release 5.2");
        holders.approve("anna");
        holders.approve("bruno");
        holders.succeed("freeze", "--complete");
        byte[] inForce = operator.read(MANIFEST);

        SampleDeployment.delete(operator.path("manifests/proposed"));
        copy(kept, operator.path("manifests/proposed"));
        Answer answer = operator.run("freeze", "--complete");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("compared with another manifest");
        assertThat(operator.read(MANIFEST)).isEqualTo(inForce);
    }

    @Test
    void severalGoBackToAnEarlierFreezeTogether() throws Exception {
        Holders holders = proposed("second");
        String first = operator.text("manifests/baseline/seals/1/canonical.sha256");
        holders.approve("anna");
        holders.approve("bruno");
        holders.succeed("freeze", "--complete");

        assertThat(operator.run("restore", "--to", "1", "--unsealed").code()).isEqualTo(4);
        holders.succeed("freeze", "--propose", "--reason", "back to serial 1");
        holders.approve("anna");
        holders.approve("bruno");
        holders.succeed("freeze", "--complete");

        assertReady(operator.run("verify"));
        assertThat(operator.text(MANIFEST).lines().filter(line -> !line.startsWith("#")))
                .containsExactlyElementsOf(
                        first.lines().filter(line -> !line.startsWith("#")).toList());
        assertThat(operator.run("restore", "--unsealed").code()).isEqualTo(64);
    }

    @Test
    void aProposalIsApprovedOnAnotherHostAndBroughtBack() throws Exception {
        Holders holders = proposed("a line that is shown");
        Path stick = operator.beside("stick");
        copy(operator.path("manifests/proposed"), stick);
        Operator elsewhere = Operator.at(Files.createDirectory(operator.beside("elsewhere")));

        for (String name : new String[] {"anna", "bruno"}) {
            Answer answer =
                    elsewhere.run("approve", "--proposal", stick.toString(), "--key", holders.privateHalf(name));
            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(answer.out()).contains("+a line that is shown");
        }
        Answer keyless = elsewhere.run("approve", "--proposal", stick.toString());
        assertThat(keyless.code()).isEqualTo(64);

        copy(stick.resolve("canonical.sha256.sigs"), operator.path("manifests/proposed/canonical.sha256.sigs"));
        holders.succeed("freeze", "--complete");
        assertReady(operator.run("verify"));
    }

    @Test
    void onlyWhatWasReadIsSigned() throws Exception {
        Holders holders = proposed("more");
        String digest =
                Sha256.of(operator.read("manifests/proposed/canonical.sha256")).hex();

        Answer shown = holders.succeed("approve", "--dry-run");
        assertThat(shown.out()).contains("sha256 " + digest, "Signed: 0 of 2 needed");
        assertThat(operator.path("manifests/proposed/canonical.sha256.sigs")).doesNotExist();
        Answer other = operator.run("approve", "--digest", "0".repeat(64), "--key", holders.privateHalf("anna"));
        assertThat(other.code()).isEqualTo(77);
        holders.succeed("approve", "--digest", digest, "--key", holders.privateHalf("anna"));
        assertThat(holders.succeed("approve", "--withdraw").out()).contains("Withdrawn: freeze.");
        assertThat(operator.run("approve", "--key", holders.privateHalf("anna")).code())
                .isEqualTo(66);
    }

    @Test
    void aKeyThatExpiresCountsUntilThenAndIsNamed() throws Exception {
        Holders holders = Holders.twoOfThree(operator);
        changeRoot(holders, "--key-expires", "anna=2021-12-23T10:00:00Z", "--reason", "anna leaves");
        assertThat(holders.succeed("trust", "show").out()).contains(", expires 2021-12-23T10:00:00Z");
        Answer soon = operator.run("verify");
        assertReady(soon);
        assertThat(soon.out()).contains("KEY EXPIRES: the signatures of anna (");

        operator.wait(Duration.ofDays(30));

        Answer expired = operator.run("verify");
        assertThat(expired.code()).as(expired.out()).isEqualTo(16);
        assertThat(expired.out())
                .contains("the signature of anna (", "does not count: the key expired 2021-12-23T10:00:00Z");
        assertThat(holders.succeed("trust", "show").out()).contains(", expired 2021-12-23T10:00:00Z");
        Answer refused = operator.run("approve", "seal", "--key", holders.privateHalf("anna"));
        assertThat(refused.code()).isEqualTo(77);
        assertThat(refused.err()).contains("it expired at 2021-12-23T10:00:00Z");
        holders.succeed("approve", "seal", "--key", holders.privateHalf("bruno"));
        assertReady(operator.run("verify"));
        assertThat(operator.run("trust", "propose", "--key-expires", "bruno=2021-12-01T00:00:00Z", "--reason", "late")
                        .err())
                .contains("would have expired already");

        holders.succeed("trust", "propose", "--key-expires", "anna=never", "--reason", "anna stays");
        Answer gone = operator.run("trust", "sign", "--key", holders.privateHalf("anna"));
        assertThat(gone.out()).contains("1 of 2 needed: anna (").contains("by version 2 of the trust root 0 of 2");
        assertThat(operator.run("trust", "apply").code()).isEqualTo(77);
        for (String name : new String[] {"bruno"}) {
            holders.succeed("trust", "sign", "--key", holders.privateHalf(name));
        }
        assertThat(operator.run("trust", "apply").code())
                .as("one of them has expired")
                .isEqualTo(77);
        holders.succeed("trust", "sign");
        holders.succeed("trust", "apply");
        assertReady(operator.run("verify"));
    }

    private void changeRoot(Holders holders, String... change) {
        holders.succeed(
                Stream.concat(Stream.of("trust", "propose"), Stream.of(change)).toArray(String[]::new));
        for (String name : new String[] {"anna", "bruno"}) {
            holders.succeed("trust", "sign", "--key", holders.privateHalf(name));
        }
        holders.succeed("trust", "apply");
    }

    @Test
    void theReleaseKeyIsReplacedAndAHostThatSleptFollows() throws Exception {
        Holders holders = Holders.twoOfThree(operator);
        assertThat(runAs("sleeper", "verify").code()).isZero();

        holders.succeed(
                "trust",
                "propose",
                "--remove",
                "release",
                "--add",
                "clara=" + holders.publicHalf("clara"),
                "--reason",
                "the release key is replaced");
        holders.succeed("approve", "seal", "--key", holders.privateHalf("bruno"));
        for (String name : new String[] {"anna", "bruno"}) {
            holders.succeed("trust", "sign", "--key", holders.privateHalf(name));
        }
        holders.succeed("trust", "apply");
        assertReady(operator.run("verify"));
        assertThat(operator.run("approve", "seal").err())
                .as("the old release key")
                .contains("may not decide");

        holders.succeed(
                "trust", "propose", "--remove", "anna", "--threshold", "freeze=1", "--reason", "and anna has left");
        holders.succeed("approve", "seal", "--key", holders.privateHalf("clara"));
        for (String name : new String[] {"bruno", "clara"}) {
            holders.succeed("trust", "sign", "--key", holders.privateHalf(name));
        }
        holders.succeed("trust", "apply");
        Answer verified = operator.run("verify");
        assertThat(verified.code()).as(verified.out()).isZero();
        assertThat(runAs("sleeper", "verify").code())
                .as("it slept through a version")
                .isZero();
        assertThat(operator.run("trust", "show").out())
                .contains("Deciding: version 3 of the trust root", "freeze takes 1 of 2", "resolve takes 2 of 2");
    }

    @Test
    void anOlderTrustRootWithAllItsSignaturesIsNotBelieved() throws Exception {
        Holders holders = Holders.twoOfThree(operator);
        holders.succeed("trust", "propose", "--threshold", "3", "--reason", "all three decide");
        holders.succeed("approve", "seal", "--key", holders.privateHalf("bruno"));
        for (String name : new String[] {"anna", "bruno"}) {
            holders.succeed("trust", "sign", "--key", holders.privateHalf(name));
        }
        holders.succeed("trust", "sign");
        holders.succeed("trust", "apply");
        assertReady(operator.run("verify"));

        Files.copy(
                operator.path("manifests/trust.1.json"),
                operator.path("manifests/trust.json"),
                StandardCopyOption.REPLACE_EXISTING);
        Answer back = operator.run("verify");
        assertThat(back.code()).isEqualTo(16);
        assertThat(back.out()).contains("TRUST ROOT BROKEN: the trust root went back: version 1");

        Files.delete(operator.path("manifests/trust.json"));
        Answer gone = operator.run("verify");
        assertThat(gone.code()).isEqualTo(16);
        assertThat(gone.out()).contains("manifests/trust.json is missing, and version 2 was in force before");
    }

    @Test
    void aCompromisedKeyThatWasRemovedCountsNowhere() throws Exception {
        Holders holders = Holders.twoOfThree(operator);
        holders.succeed(
                "trust", "propose", "--remove", "anna", "--threshold", "1", "--reason", "anna's key was stolen");
        holders.succeed("approve", "seal", "--key", holders.privateHalf("bruno"));
        holders.succeed("trust", "sign", "--key", holders.privateHalf("bruno"));
        holders.succeed("trust", "sign");
        holders.succeed("trust", "apply");
        Answer verified = operator.run("verify");

        assertThat(verified.code()).as(verified.out()).isZero();
        assertThat(verified.out())
                .contains("SIGNATURE NOT COUNTED: the signature of " + Holders.fingerprint("anna")
                        + " does not count: version 2 of the trust root does not have this key");
        assertThat(operator.run("freeze", "--reason", "thief", "--key", holders.privateHalf("anna"))
                        .code())
                .isEqualTo(77);
    }

    @Test
    void aCriticalIncidentIsResolvedTogether() throws Exception {
        Holders holders = Holders.twoOfThree(operator);
        operator.run("stop", "--reason", "drill");
        String id = operator.run("incident", "list").lines().stream()
                .filter(line -> line.contains("  critical  open  "))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow();

        Answer alone = operator.run("incident", "resolve", id, "--reason", "over");
        assertThat(alone.code()).isEqualTo(77);
        holders.succeed("incident", "resolve", id, "--propose", "--reason", "the drill is over");
        assertThat(holders.approve("anna").out()).contains("Resolution of " + id, "the drill is over");
        assertThat(operator.run("incident", "resolve", id, "--complete").code()).isEqualTo(77);
        holders.approve("bruno");
        assertThat(holders.succeed("incident", "resolve", id, "--complete").out())
                .contains("Resolved " + id);
        assertReady(operator.run("verify"));

        // What was resolved stays so when others decide.
        holders.succeed("trust", "propose", "--threshold", "3", "--reason", "all three decide");
        holders.succeed("approve", "seal", "--key", holders.privateHalf("bruno"));
        for (String name : new String[] {"anna", "bruno"}) {
            holders.succeed("trust", "sign", "--key", holders.privateHalf(name));
        }
        holders.succeed("trust", "sign");
        holders.succeed("trust", "apply");
        assertReady(operator.run("verify"));
    }

    @Test
    void aCertificateIsIssuedTogether() throws Exception {
        Holders holders = Holders.twoOfThree(operator);

        holders.succeed("certify", "--propose", "--expires", "168h");
        assertThat(operator.run("certify", "--complete").code()).isEqualTo(77);
        holders.approve("anna");
        holders.approve("bruno");
        assertThat(holders.succeed("certify", "--complete").out()).contains("Certified READY");

        assertThat(holders.succeed("certify", "--check", "PRODUCTION_CERTIFICATE.md")
                        .out())
                .contains("[OK] signature holds: made by 2 of 2 needed: anna", "The certificate holds.");
    }

    @Test
    void whoeverHasTheTrustRootVerifiesByIt() throws Exception {
        Holders holders = Holders.twoOfThree(operator);
        Path copy = operator.beside("trust.json");
        Files.copy(operator.path("manifests/trust.json"), copy);
        assertThat(runAs("auditor", "verify", "--trust", copy.toString()).code())
                .isZero();
        assertThat(runAs("another", "verify", "--trust", holders.publicHalf("anna"))
                        .code())
                .isZero();
        Answer other = runAs("third", "verify", "--trust", holders.publicHalf("clara"));
        assertThat(other.code()).isEqualTo(16);
        assertThat(other.out()).contains("did not sign version 1 of the trust root");
    }

    @Test
    void opensslAndSha256sumAloneCheckASealOfTwoOfThree() throws Exception {
        Holders holders = proposed("more");
        holders.approve("anna");
        holders.approve("bruno");
        holders.succeed("freeze", "--complete");

        for (String name : new String[] {"anna", "bruno"}) {
            assertThat(SystemCommand.exit(
                            operator.root(),
                            "openssl",
                            "dgst",
                            "-sha256",
                            "-verify",
                            holders.publicHalf(name),
                            "-signature",
                            MANIFEST + ".sigs/" + Holders.fingerprint(name) + ".sig",
                            MANIFEST))
                    .isZero();
        }
        assertThat(SystemCommand.exit(operator.root(), "sha256sum", "--quiet", "-c", MANIFEST))
                .isZero();
    }
}
