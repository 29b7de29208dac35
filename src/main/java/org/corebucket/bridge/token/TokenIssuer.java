package org.corebucket.bridge.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.JsonWriter;

/** Issues tokens that a {@link TokenVerifier} of the other half, or the same secret, believes. */
public final class TokenIssuer {

    private final JWSHeader header;
    private final JWSSigner signer;

    private TokenIssuer(JWSAlgorithm algorithm, JWSSigner signer) {
        this.header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build();
        this.signer = signer;
    }

    /** Signs with HS256. */
    public static TokenIssuer hs256(SharedSecret secret) {
        try {
            return new TokenIssuer(JWSAlgorithm.HS256, new MACSigner(secret.bytes()));
        } catch (KeyLengthException e) {
            throw new IllegalStateException("a secret of 32 bytes is long enough for HS256", e);
        }
    }

    /** Signs with RS256. */
    public static TokenIssuer rs256(RsaPrivateKey key) {
        return new TokenIssuer(JWSAlgorithm.RS256, new RsaTokenKey.Signer(key));
    }

    /**
     * Makes a token.
     *
     * @param now when it begins to count; its fraction of a second is dropped
     * @param life how long it counts
     */
    public String issue(Caller caller, Instant now, Duration life) {
        JWSObject token = new JWSObject(header, new Payload(claims(caller, now.getEpochSecond(), life)));
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("a sound key signs", e);
        }
        return token.serialize();
    }

    private static String claims(Caller caller, long issued, Duration life) {
        StringWriter text = new StringWriter();
        List<String> roles = new ArrayList<>();
        for (Role role : new TreeSet<>(caller.roles())) {
            roles.add(role.text());
        }
        try (JsonWriter json = JsonWriter.compact(text)) {
            json.beginObject()
                    .field("iss", TokenClaims.ISSUER)
                    .field("sub", caller.subject())
                    .field("iat", issued)
                    .field("exp", issued + life.toSeconds())
                    .strings("roles", roles);
            if (caller.modules().isPresent()) {
                json.strings("modules", new TreeSet<>(caller.modules().get()));
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return text.toString();
    }
}
