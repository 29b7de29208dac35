package org.corebucket.bridge.token;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * The claims that are used here (CONTRACT 6; RFC 7519, section 4.1).
 *
 * @param caller the sender that they describe
 * @param hasIssuer whether there is an {@code iss}; if so, it is {@link #ISSUER}
 * @param id {@code jti}; empty if it is missing
 * @param expiry {@code exp}
 * @param issued {@code iat}; null if it is missing
 * @param notBefore {@code nbf}; null if it is missing
 */
record TokenClaims(
        Caller caller,
        boolean hasIssuer,
        String id,
        Instant expiry,
        @Nullable Instant issued,
        @Nullable Instant notBefore) {

    static final String ISSUER = "core-bucket-bridge";

    /** The end of the year 9999, in seconds since 1970: a later time is a mistake. */
    private static final double LATEST = 253_402_300_799.0;

    /** Reads the claims of a token whose signature holds. */
    static TokenClaims of(JsonObject claims) throws InvalidTokenException {
        boolean hasIssuer = claims.members().containsKey("iss");
        if (hasIssuer && !text(claims, "iss").equals(ISSUER)) {
            throw new InvalidTokenException("the token's iss is not " + ISSUER);
        }
        Instant expiry = time(claims, "exp");
        if (expiry == null) {
            throw new InvalidTokenException("the token has no exp");
        }
        Caller caller = new Caller(text(claims, "sub"), roles(claims), modules(claims));
        return new TokenClaims(
                caller, hasIssuer, text(claims, "jti"), expiry, time(claims, "iat"), time(claims, "nbf"));
    }

    /** A claim that is a string; empty if it is missing. */
    private static String text(JsonObject claims, String name) throws InvalidTokenException {
        JsonValue claim = claims.members().get(name);
        if (claim == null) {
            return "";
        }
        if (claim instanceof JsonString text) {
            return text.text();
        }
        throw new InvalidTokenException("the token's " + name + " is not a string");
    }

    /** Reads the roles. Those that this version does not know give no rights. */
    private static Set<Role> roles(JsonObject claims) throws InvalidTokenException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : strings(claims, "roles").orElse(Set.of())) {
            Role.of(name).ifPresent(roles::add);
        }
        return roles;
    }

    private static Optional<Set<String>> modules(JsonObject claims) throws InvalidTokenException {
        return strings(claims, "modules");
    }

    private static Optional<Set<String>> strings(JsonObject claims, String name) throws InvalidTokenException {
        JsonValue claim = claims.members().get(name);
        if (claim == null) {
            return Optional.empty();
        }
        Set<String> strings = new HashSet<>();
        if (!(claim instanceof JsonArray array)) {
            throw new InvalidTokenException("the token's " + name + " is not an array");
        }
        for (JsonValue element : array.elements()) {
            if (!(element instanceof JsonString text)) {
                throw new InvalidTokenException("the token's " + name + " is not an array of strings");
            }
            strings.add(text.text());
        }
        return Optional.of(strings);
    }

    /** NumericDate (RFC 7519, section 2), which may have a fraction. */
    static @Nullable Instant time(JsonObject claims, String name) throws InvalidTokenException {
        JsonValue claim = claims.members().get(name);
        if (claim == null) {
            return null;
        }
        double seconds = claim instanceof JsonInteger whole
                ? Double.parseDouble(whole.digits())
                : claim instanceof JsonDouble fraction ? fraction.value() : Double.NaN;
        if (!(seconds >= 0 && seconds <= LATEST)) {
            throw new InvalidTokenException("the token's " + name + " is not a time in seconds since 1970");
        }
        BigDecimal exact = new BigDecimal(seconds);
        long whole = exact.longValue();
        long nanos = exact.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole, nanos);
    }
}
