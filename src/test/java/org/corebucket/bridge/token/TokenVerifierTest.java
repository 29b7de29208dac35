package org.corebucket.bridge.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.keys.KeyRing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for tokens at their edges, with tokens that are signed here without the library. */
final class TokenVerifierTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.ofEpochSecond(1_769_612_400);
    private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private final TokenVerifier verifier;

    TokenVerifierTest() throws Exception {
        verifier = TokenVerifier.hs256(SharedSecret.of(SECRET), TokenRules.STANDARD);
    }

    private static String signed(String header, String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String content = encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + encoder.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String withClaims(String more) {
        return signed(HS256, "{\"iss\":\"core-bucket-bridge\"," + more + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exp at the second after now            | \"exp\":1769612401",
                "exp with a fraction, as V5 sends it    | \"exp\":1769612400.5",
                "exp with an exponent                   | \"exp\":1.7696125e9",
                "iat ahead by the leeway                | \"iat\":1769612460,\"exp\":1769612500",
                "nbf ahead by the leeway                | \"nbf\":1769612460,\"exp\":1769612500",
                "a whole day                            | \"iat\":1769612340,\"exp\":1769698740",
                "a whole day without iat                | \"exp\":1769698800",
                "fractional iat                         | \"iat\":1769612339.999999,\"exp\":1769612500",
                "an unknown claim and an unknown role   | \"exp\":1769612401,\"roles\":[\"x\"],\"y\":{}"
            })
    void aTokenWithinTheRulesIsBelieved(String name, String claims) throws Exception {
        assertThat(verifier.verify(withClaims(claims), NOW)).as(name).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "iat past the leeway        | \"iat\":1769612460.001,\"exp\":1769612500",
                "nbf past the leeway        | \"nbf\":1769612461,\"exp\":1769612500",
                "a day and a second         | \"iat\":1769612340,\"exp\":1769698741",
                "too long without iat       | \"exp\":1769698801",
                "exp as text                | \"exp\":\"1769612500\"",
                "exp as null                | \"exp\":null",
                "exp before all time        | \"exp\":-1",
                "exp after all time         | \"exp\":1e300",
                "exp of many digits         | \"exp\":99999999999999999999999999999999",
                "roles as text              | \"exp\":1769612401,\"roles\":\"admin\"",
                "a role that is a number    | \"exp\":1769612401,\"roles\":[1]",
                "modules as text            | \"exp\":1769612401,\"modules\":\"finance\"",
                "sub as a number            | \"exp\":1769612401,\"sub\":1",
                "exp twice                  | \"exp\":1769612401,\"exp\":1769612401",
                "iss twice                  | \"exp\":1769612401,\"iss\":\"core-bucket-bridge\""
            })
    void aTokenBeyondTheRulesIsInvalid(String name, String claims) {
        assertThatThrownBy(() -> verifier.verify(withClaims(claims), NOW))
                .as(name)
                .isInstanceOf(InvalidTokenException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"b64\":false}",
                "{\"alg\":\"HS256\",\"jku\":\"https://example.org/keys\"}",
                "{\"alg\":\"HS256\",\"x5u\":\"https://example.org/key\"}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
                "{\"alg\":\"HS256\",\"alg\":\"none\"}",
                "{\"alg\":\"none\"}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":[\"HS256\"]}",
                "{}",
                "[]"
            })
    void aHeaderThatAsksForAnythingElseIsRefusedThoughTheSignatureHolds(String header) {
        String token = signed(header, "{\"iss\":\"core-bucket-bridge\",\"exp\":1769612401}");

        assertThatThrownBy(() -> verifier.verify(token, NOW)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void whatIsMissingIsCalledMissing() {
        assertThat(refusal(verifier, signed(HS256, "{\"exp\":1769612401}")))
                .isEqualTo("the token has no iss; expected core-bucket-bridge");
        assertThat(refusal(verifier, withClaims("\"sub\":\"a\""))).isEqualTo("the token has no exp");
        assertThat(refusal(verifier, signed(HS256, "{\"exp\":1769612401,\"iss\":\"another\"}")))
                .isEqualTo("the token's iss is not core-bucket-bridge");
    }

    @Test
    void whereNoIssuerIsRequiredAnotherOneIsStillRefused() throws Exception {
        TokenVerifier lenient = verifier(false, Set.of());

        assertThat(lenient.verify(signed(HS256, "{\"exp\":1769612401}"), NOW)).isNotNull();
        assertThat(refusal(lenient, signed(HS256, "{\"exp\":1769612401,\"iss\":\"another\"}")))
                .isEqualTo("the token's iss is not core-bucket-bridge");
        assertThat(refusal(lenient, signed(HS256, "{\"exp\":1769612401,\"iss\":1}")))
                .isEqualTo("the token's iss is not a string");
    }

    @Test
    void aTokenIsRevokedByItsIdAndAllOfASubjectByTheirSubject() throws Exception {
        TokenVerifier revoking = verifier(true, Set.of("token-7", "mallory"));

        assertThat(refusal(revoking, withClaims("\"exp\":1769612401,\"jti\":\"token-7\"")))
                .isEqualTo("the token was revoked");
        assertThat(refusal(revoking, withClaims("\"exp\":1769612401,\"sub\":\"mallory\"")))
                .isEqualTo("the token was revoked");
        assertThat(revoking.verify(withClaims("\"exp\":1769612401,\"jti\":\"token-8\",\"sub\":\"a\""), NOW))
                .isNotNull();
    }

    @Test
    void noTokenCanBeSpelledInTwoWays() throws Exception {
        String token = withClaims("\"exp\":1769612401");
        char last = token.charAt(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String other = token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);

        assertThat(Base64.getUrlDecoder().decode(other.substring(other.lastIndexOf('.') + 1)))
                .isEqualTo(Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1)));
        assertThat(verifier.verify(token, NOW)).isNotNull();
        assertThat(refusal(verifier, other)).isEqualTo("the token's signature is not canonical base64url");
    }

    @Test
    void claimsAreNotReadBeforeTheSignatureHolds() {
        String header = Base64.getUrlEncoder().withoutPadding().encodeToString(HS256.getBytes(StandardCharsets.UTF_8));

        assertThat(refusal(verifier, header + ".bm90IEpTT04.AAAA")).isEqualTo("the token's signature does not hold");
        assertThat(refusal(verifier, signed(HS256, "not JSON"))).isEqualTo("the token's payload is not a JSON object");
    }

    private static TokenVerifier verifier(boolean requireIssuer, Set<String> revoked) throws Exception {
        TokenRules standard = TokenRules.STANDARD;
        return TokenVerifier.hs256(
                SharedSecret.of(SECRET), new TokenRules(standard.maxLife(), standard.leeway(), requireIssuer, revoked));
    }

    private static String refusal(TokenVerifier verifier, String token) {
        try {
            verifier.verify(token, NOW);
            return "believed";
        } catch (InvalidTokenException | ExpiredTokenException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void anOversizedTokenIsRefusedUnread() {
        String token = withClaims("\"exp\":1769612401,\"x\":\"" + "x".repeat(9000) + "\"");

        assertThatThrownBy(() -> verifier.verify(token, NOW))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessage("the token is longer than 8192 characters");
    }

    @Test
    void modulesAreThoseThatItMaySpeakForAndWithoutTheClaimAny() throws Exception {
        Caller some = verifier.verify(withClaims("\"exp\":1769612401,\"modules\":[\"finance\"]"), NOW);
        Caller none = verifier.verify(withClaims("\"exp\":1769612401,\"modules\":[]"), NOW);
        Caller any = verifier.verify(withClaims("\"exp\":1769612401"), NOW);

        assertThat(some.maySpeakFor("finance")).isTrue();
        assertThat(some.maySpeakFor("education")).isFalse();
        assertThat(none.maySpeakFor("finance")).isFalse();
        assertThat(any.maySpeakFor("finance")).isTrue();
    }

    @Test
    void aTokenThatWasBelievedBeforeStillExpiresAndStillNeedsItsTimeToCome() throws Exception {
        String token = withClaims("\"nbf\":1769612400,\"exp\":1769612410");
        verifier.verify(token, NOW);

        assertThatThrownBy(() -> verifier.verify(token, NOW.plusSeconds(10)))
                .isInstanceOf(ExpiredTokenException.class)
                .hasMessage("the token expired at 2026-01-28T15:00:10Z");
        assertThatThrownBy(() -> verifier.verify(token, NOW.minusSeconds(61)))
                .isInstanceOf(InvalidTokenException.class);
        assertThat(verifier.verify(token, NOW.plusSeconds(9))).isNotNull();
    }

    @Test
    void theKeyBeforeARotationIsBelievedToo() throws Exception {
        RsaPrivateKey old = RsaPrivateKey.generate(2048);
        RsaPrivateKey fresh = RsaPrivateKey.generate(2048);
        Caller caller = new Caller("a", Set.of(Role.ADMIN), Optional.of(Set.of("finance")));
        String token = TokenIssuer.rs256(old).issue(caller, NOW, Duration.ofHours(1));

        TokenVerifier overlap =
                TokenVerifier.rs256(KeyRing.of(List.of(fresh.publicKey(), old.publicKey())), TokenRules.STANDARD);
        TokenVerifier after = TokenVerifier.rs256(KeyRing.of(List.of(fresh.publicKey())), TokenRules.STANDARD);

        assertThat(overlap.verify(token, NOW)).isEqualTo(caller);
        assertThatThrownBy(() -> after.verify(token, NOW)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void aShortSecretIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> SharedSecret.of("x".repeat(31)))
                .isInstanceOf(WeakSecretException.class)
                .hasMessage("CORE_BRIDGE_SECRET has 31 bytes; set it to 32 random bytes or more, for example:"
                        + " openssl rand -hex 32");
    }
}
