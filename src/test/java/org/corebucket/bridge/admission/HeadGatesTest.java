package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.SharedSecret;
import org.corebucket.bridge.token.TokenIssuer;
import org.corebucket.bridge.token.TokenRules;
import org.corebucket.bridge.token.TokenVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gates before the body, each flaw alone and all at once. */
final class HeadGatesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final String JSON = "application/json";

    private final SharedSecret secret;
    private final HeadGates gates;
    private final String bearer;

    HeadGatesTest() throws Exception {
        secret = SharedSecret.of("0123456789abcdef0123456789abcdef");
        gates = new HeadGates(1000, TokenVerifier.hs256(secret, TokenRules.STANDARD));
        bearer = "Bearer " + token(Role.MODULE);
    }

    private String token(Role role) {
        Caller caller = new Caller("education-1", Set.of(role), Optional.empty());
        return TokenIssuer.hs256(secret).issue(caller, NOW, Duration.ofHours(1));
    }

    private RejectionReason refusal(String contentType, long length, String authorization, Role needed) {
        RequestHead head = new RequestHead(contentType, length, authorization);
        return rejection(gates.decide(head, needed, true, NOW)).reason();
    }

    private static Rejection rejection(HeadDecision decision) {
        assertThat(decision).isInstanceOf(HeadDecision.HeadRefused.class);
        return ((HeadDecision.HeadRefused) decision).rejection();
    }

    @Test
    void aSoundHeadPassesWithItsCaller() {
        HeadDecision decision = gates.decide(new RequestHead(JSON, 1000, bearer), Role.MODULE, true, NOW);

        assertThat(decision)
                .isEqualTo(
                        new HeadDecision.HeadPassed(new Caller("education-1", Set.of(Role.MODULE), Optional.empty())));
    }

    @Test
    void theFirstOfAllFlawsIsTheOneThatIsTold() {
        assertThat(refusal("text/plain", 1001, "Basic x", Role.ADMIN)).isEqualTo(RejectionReason.BODY_TOO_LARGE);
        assertThat(refusal("text/plain", 1000, "Basic x", Role.ADMIN))
                .isEqualTo(RejectionReason.UNSUPPORTED_MEDIA_TYPE);
        assertThat(refusal(JSON, 1000, "Basic x", Role.ADMIN)).isEqualTo(RejectionReason.MISSING_TOKEN);
        assertThat(refusal(JSON, 1000, "Bearer x", Role.ADMIN)).isEqualTo(RejectionReason.INVALID_TOKEN);
        assertThat(refusal(JSON, 1000, bearer, Role.ADMIN)).isEqualTo(RejectionReason.INSUFFICIENT_PRIVILEGES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "application/json ; charset=\"utf-8\"",
                "application/json;"
            })
    void jsonInUtf8IsTaken(String contentType) {
        assertThat(gates.decide(new RequestHead(contentType, -1, bearer), Role.MODULE, true, NOW))
                .isInstanceOf(HeadDecision.HeadPassed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/json",
                "application/jsonx",
                "application/json; charset=latin-1",
                "application/json; charset=utf-8; x=y",
                "application/json, text/plain"
            })
    void anythingElseIsNot(String contentType) {
        assertThat(refusal(contentType, 10, bearer, Role.MODULE)).isEqualTo(RejectionReason.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void aRouteWithoutABodyDoesNotAskForItsType() {
        assertThat(gates.decide(new RequestHead(null, 0, bearer), Role.MODULE, false, NOW))
                .isInstanceOf(HeadDecision.HeadPassed.class);
    }

    /** Who refuses it writes the detail to a log, and answers with it. */
    @Test
    void noDetailOfARefusalHasAnythingOfTheToken() {
        String token = bearer.substring("Bearer ".length());
        String signature = token.substring(token.lastIndexOf('.') + 1);
        for (String sent : new String[] {token, token + ".", token + "=", "A" + token, token + "AAAA"}) {
            RequestHead head = new RequestHead(JSON, 10, "Bearer " + sent);
            Rejection refused = rejection(gates.decide(head, Role.ADMIN, true, NOW.plus(Duration.ofDays(2))));
            assertThat(refused.detail()).doesNotContain(signature);
        }
    }

    @Test
    void aSecretIsNotPrinted() {
        assertThat(secret).hasToString("a secret");
    }

    @Test
    void theSchemeIsTakenInAnyCase() {
        String lower = bearer.replace("Bearer", "bearer");
        assertThat(gates.decide(new RequestHead(null, 0, lower), Role.MODULE, false, NOW))
                .isInstanceOf(HeadDecision.HeadPassed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer    ", "Basic dXNlcjpwYXNz", "Bearerx y"})
    void withoutABearerTokenThereIsNone(String authorization) {
        assertThat(refusal(JSON, 10, authorization, Role.MODULE)).isEqualTo(RejectionReason.MISSING_TOKEN);
    }

    @Test
    void anExpiredTokenIsToldFromAnInvalidOne() {
        RequestHead head = new RequestHead(null, 0, bearer);
        Rejection rejection = rejection(gates.decide(head, Role.MODULE, false, NOW.plusSeconds(3600)));

        assertThat(rejection.reason()).isEqualTo(RejectionReason.EXPIRED_TOKEN);
        assertThat(rejection.challenge())
                .contains("Bearer realm=\"core-bucket-bridge\", error=\"invalid_token\","
                        + " error_description=\"expired_token\"");
    }

    @Test
    void noRefusalQuotesTheToken() {
        Rejection rejection = rejection(gates.decide(new RequestHead(null, 0, bearer + "x"), Role.MODULE, false, NOW));

        assertThat(rejection.detail()).doesNotContain(bearer.substring(7, 20), "eyJ");
    }

    @Test
    void anAdministratorMayWhatAutomationMayAndThatWhatAModuleMay() {
        for (Role has : Role.values()) {
            for (Role needed : Role.values()) {
                RequestHead head = new RequestHead(null, 0, "Bearer " + token(has));
                assertThat(gates.decide(head, needed, false, NOW) instanceof HeadDecision.HeadPassed)
                        .as(has + " for " + needed)
                        .isEqualTo(has.compareTo(needed) >= 0);
            }
        }
    }
}
