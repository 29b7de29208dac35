package org.corebucket.bridge.client;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a bridge is.
 *
 * @param address {@code http} or {@code https}, with a host and a port, and nothing behind them
 * @param trust whom an {@code https} address is believed by
 */
public record BridgeTarget(URI address, BridgeTrust trust) {

    public BridgeTarget {
        String problem = problem(address);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** The address of this text, if it is one, its scheme in small letters. */
    public static Optional<URI> address(String text) {
        try {
            URI address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            return problem(address).isEmpty() ? Optional.of(plain(address)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it is http is asked in many places; HTTP is the same (RFC 3986, section 3.1). */
    private static URI plain(URI address) {
        return URI.create(address.getScheme().toLowerCase(Locale.ROOT) + "://" + address.getRawAuthority());
    }

    private static String problem(URI address) {
        boolean http = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        boolean bare = address.getRawPath() != null
                && address.getRawPath().isEmpty()
                && address.getRawQuery() == null
                && address.getRawFragment() == null
                && address.getRawUserInfo() == null;
        return http && bare && address.getHost() != null
                ? ""
                : "a bridge's address is like http://127.0.0.1:8000, not " + address;
    }
}
