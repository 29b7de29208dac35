package org.corebucket.bridge.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, while its signature has not been verified: the JWS compact serialization (RFC 7515, section 7.1), read
 * strictly.
 *
 * @param header its JOSE header
 * @param claims its payload
 */
public record TokenText(JsonObject header, JsonObject claims) {

    /** The longest token that is read, in characters. */
    static final int LONGEST = 8192;

    /** Headers that would have the token name its own key, or change what its signature covers (RFC 8725, 3.10). */
    private static final List<String> REFUSED_HEADERS = List.of("crit", "b64", "jwk", "jku", "x5u", "x5c");

    /**
     * Reads a token.
     *
     * @throws InvalidTokenException if it has another form
     */
    public static TokenText read(String jwt) throws InvalidTokenException {
        TokenParts parts = TokenParts.of(jwt);
        return new TokenText(parts.header(), parts.claims());
    }

    /**
     * The three parts of a token, each canonical base64url: without padding, and with zeros for the bits after
     * the last byte (RFC 4648, section 3.5), so that no token can be written in two ways. What header and claims say is
     * read when it is asked for.
     */
    record TokenParts(String headerText, String claimsText, String signatureText) {

        static TokenParts of(String jwt) throws InvalidTokenException {
            requireLength(jwt);
            int first = jwt.indexOf('.');
            int second = jwt.indexOf('.', first + 1);
            if (first < 0 || second < 0 || !isBase64Url(jwt)) {
                throw new InvalidTokenException("the token is not three parts of base64url with dots between them");
            }
            TokenParts parts = new TokenParts(
                    jwt.substring(0, first), jwt.substring(first + 1, second), jwt.substring(second + 1));
            requireCanonical(parts.headerText, "header");
            requireCanonical(parts.claimsText, "payload");
            requireCanonical(parts.signatureText, "signature");
            return parts;
        }

        /** The JOSE header. */
        JsonObject header() throws InvalidTokenException {
            return object(headerText, "header");
        }

        /** The payload. */
        JsonObject claims() throws InvalidTokenException {
            return object(claimsText, "payload");
        }

        /** What the signature covers (RFC 7515, section 5.2). */
        byte[] signedContent() {
            return (headerText + "." + claimsText).getBytes(StandardCharsets.US_ASCII);
        }

        /** The signature's bytes. */
        byte[] signature() {
            return Base64.getUrlDecoder().decode(signatureText);
        }

        private static void requireCanonical(String part, String name) throws InvalidTokenException {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(part);
                if (Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(part)) {
                    return;
                }
            } catch (IllegalArgumentException e) {
                // Said below; the cause could quote the token.
            }
            throw new InvalidTokenException("the token's " + name + " is not canonical base64url");
        }
    }

    /** Refuses a token that is too long to be read. */
    static void requireLength(String jwt) throws InvalidTokenException {
        if (jwt.length() > LONGEST) {
            throw new InvalidTokenException("the token is longer than " + LONGEST + " characters");
        }
    }

    /** Whether there are two dots, and otherwise only characters of base64url. */
    private static boolean isBase64Url(String jwt) {
        int dots = 0;
        for (int i = 0; i < jwt.length(); i++) {
            char c = jwt.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (c == '.') {
                dots++;
            } else if (!letter && (c < '0' || c > '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return dots == 2;
    }

    private static JsonObject object(String part, String name) throws InvalidTokenException {
        try {
            if (Json.parse(Base64.getUrlDecoder().decode(part), name) instanceof JsonObject object) {
                return object;
            }
        } catch (IllegalArgumentException | MalformedJsonException e) {
            // Said below; the cause could quote the token.
        }
        throw new InvalidTokenException("the token's " + name + " is not a JSON object");
    }

    /** A claim that is a time, if it is there and is one. */
    public Optional<Instant> time(String claim) {
        try {
            return Optional.ofNullable(TokenClaims.time(claims, claim));
        } catch (InvalidTokenException e) {
            return Optional.empty();
        }
    }

    /** Refuses a header that asks for anything but a plain signature by this algorithm. */
    static void requireAlgorithm(JsonObject header, TokenAlgorithm algorithm) throws InvalidTokenException {
        for (String name : REFUSED_HEADERS) {
            if (header.members().containsKey(name)) {
                throw new InvalidTokenException("the token's header has " + name + ", which is not taken here");
            }
        }
        @Nullable JsonValue named = header.members().get("alg");
        if (!(named instanceof JsonString text) || !text.text().equals(algorithm.name())) {
            throw new InvalidTokenException("the token is not signed with " + algorithm + ", the only algorithm here");
        }
    }
}
