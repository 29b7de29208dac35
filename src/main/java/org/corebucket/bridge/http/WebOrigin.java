package org.corebucket.bridge.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** The address of a server as clients name it: {@code http} or {@code https}, with a host and maybe a port, and nothing behind. */
public final class WebOrigin {

    private WebOrigin() {}

    /** The address of this text, if it is one, its scheme in small letters. */
    public static Optional<URI> parse(String text) {
        try {
            URI address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            return isOrigin(address) ? Optional.of(plain(address)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether an address is a server's, with nothing behind. */
    public static boolean isOrigin(URI address) {
        boolean http = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        return http
                && address.getHost() != null
                && address.getRawPath() != null
                && address.getRawPath().isEmpty()
                && address.getRawQuery() == null
                && address.getRawFragment() == null
                && address.getRawUserInfo() == null;
    }

    /** Whether what is sent there can't be read on the way: it is encrypted, or stays on this host. */
    public static boolean isConfidential(URI address) {
        return address.getScheme().equals("https") || isThisHost(address);
    }

    /**
     * Whether its host is a loopback address or {@code localhost}. No name is looked up, so that no name server can make
     * anything go out unencrypted; 127.bridge.lan1 is a name, not an address.
     */
    public static boolean isThisHost(URI address) {
        String host = address.getHost();
        boolean numeric = host.chars().allMatch(one -> one == '.' || (one >= '0' && one <= '9'));
        return host.equals("localhost") || host.equals("[::1]") || (numeric && host.startsWith("127."));
    }

    /** Whether it is http is asked in many places; HTTP is the same (RFC 3986, section 3.1). */
    private static URI plain(URI address) {
        return URI.create(address.getScheme().toLowerCase(Locale.ROOT) + "://" + address.getRawAuthority());
    }
}
