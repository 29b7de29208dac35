package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.seal.ClockAcceptance;
import org.corebucket.bridge.seal.SignedRecord;
import org.corebucket.bridge.seal.SoleHolder;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose clock was an hour ahead when it verified, and is right again. */
final class KeysAcceptClockCommandTest {

    private static final Duration AHEAD = Duration.ofHours(1);

    private Operator operator;

    @BeforeEach
    void aClockThatWasAheadForAMoment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        operator.wait(AHEAD);
        assertThat(operator.run("verify").code()).isZero();
        operator.wait(AHEAD.negated());
    }

    @Test
    void untilItIsAcceptedEverythingIsRefusedByNameAndTimeOfWhatWasSeen() {
        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(16);
        assertThat(answer.out())
                .contains("CLOCK SET BACK: it says 2021-11-23T10:00:00Z, but it was 2021-11-23T11:00:00Z already, when"
                        + " this user last verified")
                .contains("bridgectl keys accept-clock --reason TEXT");
    }

    @Test
    void theReleaseKeysHolderEndsItAndThatIsRecorded() throws Exception {
        Answer answer = accept();

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).startsWith("""
                        The clock says 2021-11-23T10:00:00Z. In the future lie:
                          2021-11-23T11:00:00Z  when this user last verified
                        """);
        assertThat(operator.text("logs/production_audit.jsonl"))
                .contains("{\"timestamp\":\"2021-11-23T10:00:00Z\",\"event\":\"clock-accepted\","
                        + "\"seen_until\":\"2021-11-23T11:00:00Z\",\"reason\":\"time server\",");
        Answer verified = operator.run("verify");
        assertThat(verified.code()).as(verified.out()).isZero();
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void aClockThatIsSetBackOnceMoreIsFoundOnceMore() {
        accept();
        assertThat(operator.run("verify").code()).isZero();
        operator.wait(Duration.ofMinutes(30));
        assertThat(operator.run("verify").code()).isZero();
        operator.wait(Duration.ofMinutes(-20));

        assertThat(operator.run("verify").out())
                .contains("CLOCK SET BACK: it says 2021-11-23T10:10:00Z, but it was 2021-11-23T10:30:00Z already");
    }

    @Test
    void aClockBeforeTheTimeAtWhichItWasAcceptedIsFound() {
        accept();
        operator.wait(Duration.ofMinutes(-6));

        assertThat(operator.run("verify").code()).isEqualTo(16);
    }

    @Test
    void anotherUserOfTheDeploymentTakesItToo() throws Exception {
        Path state = operator.beside("another");
        Files.move(operator.state(), state);
        operator.setVariable("XDG_STATE_HOME", operator.beside("mine").toString());
        assertThat(operator.run("verify").code()).isZero();

        assertThat(accept().out()).startsWith("Nothing that ").contains("--until TIME");
        Answer named = operator.run("keys", "accept-clock", "--reason", "drill", "--until", "2021-11-23T11:00:00Z");

        assertThat(named.out()).contains("  2021-11-23T11:00:00Z  what --until names\n");
        operator.setVariable("XDG_STATE_HOME", state.toString());
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void aSealOfTheFutureIsAcceptedUntilTheNextFreeze() {
        operator.wait(AHEAD);
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
        operator.wait(AHEAD.negated());
        assertThat(operator.run("verify").code()).isEqualTo(16);

        assertThat(accept().out()).contains("  2021-11-23T11:00:00Z  when the deployment was sealed;");

        assertThat(operator.run("verify").code()).isZero();
        assertThat(operator.run("verify").code()).isZero();
        operator.wait(Duration.ofMinutes(-6));
        assertThat(operator.run("verify").code()).isEqualTo(16);
    }

    @Test
    void withoutTheReleaseKeyNobodyAcceptsAnything() throws Exception {
        assertThat(operator.run("keys", "accept-clock", "--reason", "drill", "--key", "security/private.pem")
                        .code())
                .isEqualTo(77);
        assertThat(operator.path(ClockAcceptance.FILE)).doesNotExist();

        accept();
        operator.write(
                ClockAcceptance.FILE,
                operator.text(ClockAcceptance.FILE).replace("2021-11-23T11:00:00Z", "2031-11-23T11:00:00Z"));
        assertThat(operator.run("verify").code()).isEqualTo(16);
    }

    @Test
    void aSignedStatementWithAFieldThatNobodyKnowsAcceptsNothing() throws Exception {
        accept();
        Path file = operator.path(ClockAcceptance.FILE);
        JsonObject signed = (JsonObject) Json.parse(Files.readAllBytes(file), "signed");
        JsonObject known = (JsonObject) Objects.requireNonNull(signed.members().get("clock"));
        Map<String, JsonValue> members = new LinkedHashMap<>(known.members());
        members.put("more", new JsonString("", 1));
        String pem = operator.text("security/release.private.pem");
        RsaPrivateKey release = RsaPrivateKey.fromPem(pem, "release", Passphrase.NONE);

        Files.write(file, SignedRecord.sign("clock", new JsonObject(members, 1), SoleHolder.of(release)));
        assertThat(operator.run("verify").code()).isEqualTo(16);
        Files.write(file, SignedRecord.sign("clock", known, SoleHolder.of(release)));
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void nothingIsAcceptedUnderASealThatDoesNotHold() throws Exception {
        operator.flipByte("manifests/canonical.sha256");

        assertThat(accept().code()).isEqualTo(77);
    }

    @Test
    void whereSeveralDecideOneKeyDoesNotAcceptIt(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        Holders holders = Holders.twoOfThree(operator);
        operator.wait(AHEAD);
        assertThat(operator.run("verify").code()).isZero();
        operator.wait(AHEAD.negated());
        assertThat(accept().err()).contains("wants 2 signatures", "--propose");

        holders.succeed("keys", "accept-clock", "--propose", "--reason", "time server");
        assertThat(holders.approve("anna").out()).contains("The clock was ahead, until 2021-11-23T11:00:00Z");
        assertThat(operator.run("keys", "accept-clock", "--complete").code()).isEqualTo(77);
        assertThat(operator.run("verify").code()).isEqualTo(16);
        holders.approve("bruno");
        holders.succeed("keys", "accept-clock", "--complete");

        assertThat(operator.run("verify").code()).isZero();
        assertThat(operator.run("keys", "accept-clock", "--complete").code()).isEqualTo(66);
    }

    private Answer accept() {
        return operator.run("keys", "accept-clock", "--reason", "time server");
    }
}
