package org.corebucket.bridge.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.junit.jupiter.api.Test;

/** What is issued here, as the library reads it that knows nothing of how it was made. */
final class TokenIssuerTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.75Z");
    private static final Duration LIFE = Duration.ofMinutes(10);

    @Test
    void theLibraryBelievesAnRs256Token() throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(2048);
        SignedJWT token = SignedJWT.parse(TokenIssuer.rs256(key).issue(caller(), NOW, LIFE));

        assertThat(token.verify(new RSASSAVerifier(publicKey(key)))).isTrue();
        assertThat(token.verify(new RSASSAVerifier(publicKey(RsaPrivateKey.generate(2048)))))
                .isFalse();
        assertThat(token.getHeader().toString()).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"RS256\"}");
    }

    @Test
    void theLibraryBelievesAnHs256Token() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        SignedJWT token =
                SignedJWT.parse(TokenIssuer.hs256(SharedSecret.of(secret)).issue(caller(), NOW, LIFE));

        assertThat(token.verify(new MACVerifier(secret.getBytes(StandardCharsets.UTF_8))))
                .isTrue();
        assertThat(token.verify(new MACVerifier(new byte[32]))).isFalse();
    }

    @Test
    void itSaysWhoForHowLongAndForWhichModules() throws Exception {
        String text = TokenIssuer.rs256(RsaPrivateKey.generate(2048)).issue(caller(), NOW, LIFE);

        var claims = SignedJWT.parse(text).getJWTClaimsSet();

        assertThat(claims.getIssuer()).isEqualTo("core-bucket-bridge");
        assertThat(claims.getSubject()).isEqualTo("finance \"1\"");
        assertThat(claims.getIssueTime()).isEqualTo(Date.from(Instant.parse("2026-11-23T08:00:00Z")));
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(Instant.parse("2026-11-23T08:10:00Z")));
        assertThat(claims.getStringListClaim("roles")).isEqualTo(List.of("module", "automation"));
        assertThat(claims.getStringListClaim("modules")).isEqualTo(List.of("finance"));
    }

    private static Caller caller() {
        return new Caller("finance \"1\"", Set.of(Role.AUTOMATION, Role.MODULE), Optional.of(Set.of("finance")));
    }

    private static RSAPublicKey publicKey(RsaPrivateKey key) throws Exception {
        String base64 = key.publicKey().toPem().replaceAll("-----[^-]*-----|\\s", "");
        return (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
