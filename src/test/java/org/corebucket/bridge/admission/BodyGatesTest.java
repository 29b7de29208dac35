package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gates of an envelope, each flaw alone, and in their order. */
final class BodyGatesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Caller ANYONE = new Caller("a", Set.of(Role.MODULE), Optional.empty());
    private static final Caller FINANCE = new Caller("f", Set.of(Role.MODULE), Optional.of(Set.of("finance")));
    private static final String UPDATE = "{\"data\": {}, \"module\": \"education\"}";
    private static final String NONCE = ", \"nonce\": \"n\"";

    private final Sender sender;
    private final BodyGates gates;

    BodyGatesTest() throws Exception {
        sender = new Sender();
        gates = gates(false, 1000);
    }

    private static BodyGates gates(boolean requireTimestamp, long untimed) throws Exception {
        FreshnessSettings settings =
                new FreshnessSettings(Duration.ofMinutes(5), requireTimestamp, Duration.ofHours(24), untimed, 1000);
        return new BodyGates(
                settings,
                Sender.modules("education", "finance"),
                new ReplayMemory(settings, NOW),
                Sender.NOTHING_RECORDED);
    }

    private Rejection rejection(byte[] body) {
        return rejection(gates.admit(new PostedRequest(Endpoint.UPDATE, body, null), ANYONE, NOW));
    }

    private static Rejection rejection(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.NotAdmitted.class);
        return ((Admission.NotAdmitted) admission).rejection();
    }

    private Admission.Admitted admitted(Endpoint endpoint, String payload, String nonce) throws Exception {
        Admission admission = gates.admit(
                new PostedRequest(endpoint, sender.body(payload, ", \"nonce\": \"" + nonce + "\""), null), ANYONE, NOW);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return (Admission.Admitted) admission;
    }

    private static byte[] unsigned(String payload) {
        return Sender.body(payload, "AAAA", NONCE);
    }

    @Test
    void aSignedUpdateIsAdmittedWithAllThatTheLedgerNeeds() throws Exception {
        Envelope envelope = admitted(Endpoint.UPDATE, UPDATE, "n").envelope();

        assertThat(envelope.module()).isEqualTo("education");
        assertThat(envelope.nonce()).isEqualTo("n");
        assertThat(envelope.sessionId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(new String(envelope.canonical(), StandardCharsets.US_ASCII)).isEqualTo(UPDATE);
        assertThat(envelope.signature()).isEqualTo(sender.sign(UPDATE));
        assertThat(envelope.keyFingerprint()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\": {\"a\": [1, 2.5, null, true]}, \"module\": \"finance\", \"session_id\": \"s\"}",
                "{\"data\": {}, \"extra\": 1, \"module\": \"education\", \"session_id\": null}",
                "{\"data\": {}, \"module\": \"education\", \"timestamp\": \"2026-11-23T08:05:00\"}",
                "{\"data\": {}, \"module\": \"education\", \"timestamp\": \"2026-11-23T09:55:00+02:00\"}"
            })
    void updatesInTheirForms(String payload) throws Exception {
        admitted(Endpoint.UPDATE, payload, "n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"module\": \"education\", \"status\": \"alive\", \"timestamp\": \"2026-11-23T08:00:00Z\"}",
                "{\"metrics\": {\"cpu\": 0.1}, \"module\": \"education\", \"status\": \"warning\","
                        + " \"timestamp\": \"2026-11-23 08:00:00.000001\"}",
                "{\"metrics\": null, \"module\": \"education\", \"status\": \"error\","
                        + " \"timestamp\": \"2026-11-23T08:00:00+00:00\"}"
            })
    void heartbeatsInTheirForms(String payload) throws Exception {
        admitted(Endpoint.HEARTBEAT, payload, "n");
    }

    @Test
    void theCanonicalFormIsWhatTheSignatureCoversHoweverThePayloadIsWritten() throws Exception {
        String sent = "{ \"module\":\"\\u0065ducation\", \"data\": { } }";

        assertThat(gates.admit(
                        new PostedRequest(Endpoint.UPDATE, Sender.body(sent, sender.sign(UPDATE), NONCE), null),
                        ANYONE,
                        NOW))
                .isInstanceOf(Admission.Admitted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE    | {'data':{}}                                        | payload.module is missing",
                "UPDATE    | {'module':1,'data':{}}                             | payload.module is a number",
                "UPDATE    | {'module':'education'}                             | payload.data is missing",
                "UPDATE    | {'module':'education','data':[]}                   | payload.data is an array",
                "UPDATE    | {'module':'education','data':{},'session_id':''}   | payload.session_id",
                "UPDATE    | {'module':'education','data':{},'session_id':7}    | payload.session_id",
                "UPDATE    | {'module':'education','data':{},'session_id':'\\ud800'} | payload.session_id",
                "UPDATE    | {'module':'education','data':{},'session_id':'a\\udc00b'} | payload.session_id",
                "UPDATE    | {'module':'education','data':{},'timestamp':7}     | payload.timestamp is a number",
                "UPDATE    | {'module':'education','data':{},'timestamp':'x'}   | payload.timestamp is a string",
                "HEARTBEAT | {'module':'education','status':'alive'}            | payload.timestamp is missing",
                "HEARTBEAT | {'module':'education','timestamp':'2026-11-23T08:00:00'}            | payload.status is missing",
                "HEARTBEAT | {'module':'education','timestamp':'2026-11-23T08:00:00','status':'ok'} | payload.status is a string",
                "HEARTBEAT | {'module':'education','timestamp':'2026-11-23T08:00:00','status':'alive','metrics':[]} | payload.metrics is an array"
            })
    void aWrongFieldIsNamed(Endpoint endpoint, String payload, String named) {
        byte[] body = unsigned(payload.replace('\'', '"'));
        Rejection rejection = rejection(gates.admit(new PostedRequest(endpoint, body, null), ANYONE, NOW));

        assertThat(rejection.reason()).isEqualTo(RejectionReason.INVALID_ENVELOPE);
        assertThat(rejection.detail()).startsWith("field " + named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                             | the body is an array",
                "{}                                                             | field payload is missing",
                "{'payload':'x','signature':''}                                 | field payload is a string",
                "{'payload':{'module':'education','data':{}}}                   | field signature is missing",
                "{'payload':{'module':'education','data':{}},'signature':null}  | field signature is null"
            })
    void aWrongEnvelopeIsNamedToo(String body, String named) {
        Rejection rejection = rejection(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));

        assertThat(rejection.reason()).isEqualTo(RejectionReason.INVALID_ENVELOPE);
        assertThat(rejection.detail()).startsWith(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "{\"payload\": NaN}",
                "{\"payload\": {\"a\": Infinity}}",
                "{\"payload\": {\"a\": 1e999}}",
                "{\"payload\": {\"a\": 1, \"a\": 1}}",
                "{\"payload\": {}, \"payload\": {}}",
                "\ufeff{}",
                "{} {}"
            })
    void whatIsNoJsonIsMalformed(String body) {
        assertThat(rejection(body.getBytes(StandardCharsets.UTF_8)).reason()).isEqualTo(RejectionReason.MALFORMED_JSON);
    }

    @Test
    void aStrangeModuleIsUnknownAndQuotedSafely() {
        Rejection rejection = rejection(unsigned("{\"data\": {}, \"module\": \"a\\n\\ud800\"}"));

        assertThat(rejection.reason()).isEqualTo(RejectionReason.UNKNOWN_MODULE);
        assertThat(rejection.detail()).isEqualTo("no module \"a\\n\\ud800\" is registered");
        assertThat(rejection.module()).isEqualTo("a\n\ud800");
    }

    @Test
    void theNameOfAStrangeModuleIsKeptAtNoLength() {
        Rejection rejection = rejection(unsigned("{\"data\": {}, \"module\": \"" + "m".repeat(100_000) + "\"}"));

        assertThat(rejection.module()).isEqualTo("m".repeat(128) + "...");
        assertThat(rejection.detail()).hasSizeLessThan(200);
    }

    @Test
    void aTokenSpeaksForItsModulesAlone() throws Exception {
        byte[] body = sender.body(UPDATE, NONCE);

        Rejection rejection = rejection(gates.admit(new PostedRequest(Endpoint.UPDATE, body, null), FINANCE, NOW));
        assertThat(rejection.reason()).isEqualTo(RejectionReason.INSUFFICIENT_PRIVILEGES);
        assertThat(rejection.module()).isEqualTo("education");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "not base64!", "AAAA\\nAAAA", "\\ud800"})
    void whatIsNoSignatureIsInvalid(String signature) {
        assertThat(rejection(Sender.body(UPDATE, signature, NONCE)).reason())
                .isEqualTo(RejectionReason.INVALID_SIGNATURE);
    }

    @Test
    void theSignatureIsJudgedBeforeTimeAndNonce() throws Exception {
        String stale = "{\"data\": {}, \"module\": \"education\", \"timestamp\": \"2026-11-23T07:54:59.999\"}";

        assertThat(rejection(Sender.body(stale, "AAAA", "")).reason()).isEqualTo(RejectionReason.INVALID_SIGNATURE);
        assertThat(rejection(sender.body(stale, "")).reason()).isEqualTo(RejectionReason.STALE_TIMESTAMP);
        assertThat(rejection(sender.body(UPDATE, "")).reason()).isEqualTo(RejectionReason.INVALID_ENVELOPE);
    }

    @Test
    void aStrangerBurnsNoNonce() throws Exception {
        assertThat(rejection(unsigned(UPDATE)).reason()).isEqualTo(RejectionReason.INVALID_SIGNATURE);

        admitted(Endpoint.UPDATE, UPDATE, "n");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:55:00Z, true",
        "2026-11-23T08:05:00Z, true",
        "2026-11-23T07:54:59.999Z, false",
        "2026-11-23T08:05:00.001Z, false",
        "0001-01-01T00:00:00Z, false",
        "9999-12-31T23:59:59Z, false"
    })
    void aTimestampLiesWithinFiveMinutes(String timestamp, boolean fresh) throws Exception {
        String payload = "{\"data\": {}, \"module\": \"education\", \"timestamp\": \"" + timestamp + "\"}";

        Admission admission =
                gates.admit(new PostedRequest(Endpoint.UPDATE, sender.body(payload, NONCE), null), ANYONE, NOW);
        assertThat(admission instanceof Admission.Admitted).isEqualTo(fresh);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", \"nonce\": null",
                ", \"nonce\": 1",
                ", \"nonce\": \"\"",
                ", \"nonce\": \"\\ud83d\"",
                ", \"nonce\": [\"n\"]"
            })
    void withoutANonceTheFieldIsNamed(String nonce) throws Exception {
        Rejection rejection = rejection(sender.body(UPDATE, nonce));

        assertThat(rejection.reason()).isEqualTo(RejectionReason.INVALID_ENVELOPE);
        assertThat(rejection.detail()).startsWith("field nonce is");
    }

    @Test
    void aNonceHasUpTo128CharactersWhateverTheyTakeToWrite() throws Exception {
        admitted(Endpoint.UPDATE, UPDATE, "😀".repeat(128));

        assertThat(rejection(sender.body(UPDATE, ", \"nonce\": \"" + "x".repeat(129) + "\""))
                        .reason())
                .isEqualTo(RejectionReason.INVALID_ENVELOPE);
    }

    @Test
    void aReplayWithTheSameOrAnotherNonceIsDetected() throws Exception {
        admitted(Endpoint.UPDATE, UPDATE, "n").seen().confirm();

        for (String nonce : new String[] {"n", "m"}) {
            Rejection rejection = rejection(sender.body(UPDATE, ", \"nonce\": \"" + nonce + "\""));
            assertThat(rejection.reason()).isEqualTo(RejectionReason.REPLAY_DETECTED);
            assertThat(rejection.detail()).isEqualTo("Replay attack detected");
        }
    }

    @Test
    void anEnvelopeThatCouldNotBeStoredMayComeAgain() throws Exception {
        admitted(Endpoint.UPDATE, UPDATE, "n").seen().release();

        admitted(Endpoint.UPDATE, UPDATE, "n");
    }

    @Test
    void beyondTheConfiguredNumberAPayloadWithoutATimestampHasToWait() throws Exception {
        BodyGates full = gates(false, 0);

        Rejection rejection = rejection(
                full.admit(new PostedRequest(Endpoint.UPDATE, sender.body(UPDATE, NONCE), null), ANYONE, NOW));
        assertThat(rejection.status()).isEqualTo(503);
        assertThat(rejection.reason()).isEqualTo(RejectionReason.OVERLOADED);
    }

    @Test
    void whereATimestampIsRequiredItsLackIsNamed() throws Exception {
        BodyGates strict = gates(true, 1000);

        Rejection rejection = rejection(
                strict.admit(new PostedRequest(Endpoint.UPDATE, sender.body(UPDATE, NONCE), null), ANYONE, NOW));
        assertThat(rejection.detail()).startsWith("field payload.timestamp is missing");
    }
}
