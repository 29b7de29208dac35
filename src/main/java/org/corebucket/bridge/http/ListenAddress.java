package org.corebucket.bridge.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * Where a service of a deployment listens, as its descriptor says.
 *
 * @param host the address to listen at; only loopback addresses are allowed without TLS
 * @param port the port to listen at; 0 for any free one
 * @param tls the files that prove the service's identity; empty for plain HTTP
 */
public record ListenAddress(String host, int port, Optional<TlsFiles> tls) {

    private static final int HIGHEST_PORT = 65_535;

    /** PEM files, relative to the root. */
    public record TlsFiles(String certificate, String privateKey) {}

    /**
     * Reads {@code host}, {@code port} and {@code tls} of a descriptor; the latter may be missing.
     *
     * @throws MalformedJsonException names the line of the flaw
     */
    public static ListenAddress read(JsonFields fields) throws MalformedJsonException {
        String host = fields.string("host");
        long port = fields.wholeNumber("port");
        if (port < 0 || port > HIGHEST_PORT) {
            throw fields.refused("port", fields.line("port"), "is not from 0 to " + HIGHEST_PORT, "correct it");
        }
        return new ListenAddress(host, (int) port, fields.has("tls") ? tls(fields.object("tls")) : Optional.empty());
    }

    private static Optional<TlsFiles> tls(JsonFields fields) throws MalformedJsonException {
        String certificate = fields.stringOrNull("certificate");
        String key = fields.stringOrNull("private_key");
        fields.refuseOthers();
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            String missing = certificate == null ? "certificate" : "private_key";
            throw fields.refused(
                    missing, fields.line(missing), "is null while the other is not", "name both files, or none");
        }
        return Optional.of(new TlsFiles(certificate, key));
    }

    /**
     * The address of a service that listens here.
     *
     * @param reached the host by which it is reached, without brackets
     * @param open the port at which it listens
     */
    public URI uri(String reached, int open) {
        String authority = (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + open;
        return URI.create((tls.isPresent() ? "https://" : "http://") + authority);
    }

    /**
     * The address to listen at.
     *
     * @param service what would listen, for messages: "the bridge"
     * @throws UnusableAddressException if this host has no such address, or other hosts could connect to it without TLS
     */
    public InetSocketAddress socket(String service) throws UnusableAddressException {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (tls.isEmpty() && !address.isLoopbackAddress()) {
                throw new UnusableAddressException(
                        service + " would serve " + host + " without TLS"
                                + "\nName certificate and private key under \"tls\" in its descriptor, or listen at 127.0.0.1.");
            }
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new UnusableAddressException("this host has no address " + host + "; correct \"host\"");
        }
    }

    /**
     * The service's own certificate and key; empty for plain HTTP.
     *
     * @throws TlsFileException if they can't be used
     */
    public Optional<TlsIdentity> identity(Deployment deployment, Instant now) throws IOException, TlsFileException {
        if (tls.isEmpty()) {
            return Optional.empty();
        }
        TlsFiles files = tls.get();
        return Optional.of(
                TlsIdentity.fromPem(deployment.path(files.certificate()), deployment.path(files.privateKey()), now));
    }

    /** What to say where this can't be listened at, since somebody else does. */
    public IOException taken(BindException why) {
        return new IOException(
                "can't listen at " + host + ", port " + port + ": " + why.getMessage()
                        + "\nStop whatever listens there (see: ss -ltnp), or change \"port\" in the"
                        + " descriptor, then: bridgectl freeze --reason TEXT",
                why);
    }
}
