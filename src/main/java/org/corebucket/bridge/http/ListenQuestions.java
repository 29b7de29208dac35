package org.corebucket.bridge.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Asks whether a service could listen where its descriptor says: the address, the port, and the TLS files. */
public final class ListenQuestions {

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final String AGAIN = "; then run: bridgectl freeze --reason TEXT";
    private static final int USUAL_FIRST_PORT = 1024;
    private static final Path FIRST_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

    private final Deployment deployment;
    private final Host host;
    private final String source;
    private final String service;
    private final Questions questions;

    /**
     * Questions about one descriptor.
     *
     * @param source the descriptor's path, relative to the root
     * @param service what would listen, for messages: "the bridge"
     */
    public ListenQuestions(Deployment deployment, Host host, String source, String service, Questions questions) {
        this.deployment = deployment;
        this.host = host;
        this.source = source;
        this.service = service;
        this.questions = questions;
    }

    /** Asks them all. */
    public void ask(ListenAddress place) throws IOException {
        address(place);
        if (place.tls().isPresent()) {
            tls(place.tls().get());
        }
    }

    /**
     * Asks about address and port. 127.0.0.1 is not looked up: every host has it, and the look-up would slow down
     * each verification.
     */
    private void address(ListenAddress place) throws IOException {
        String named = place.host() + ":" + place.port();
        questions.ask(
                place.host().equals("127.0.0.1") ? Optional.empty() : addressProblem(place),
                source + ": " + named + " is an address of this host"
                        + (place.tls().isEmpty() ? "" : ", by TLS"));
        if (isPrivileged(place.port())) {
            questions.caution(new Caution(
                    "port-privileged",
                    source,
                    source + ": port " + place.port() + " is not for this user",
                    "give its service CAP_NET_BIND_SERVICE, or choose a port from " + firstPort() + " on"));
        }
    }

    private Optional<Finding> addressProblem(ListenAddress place) throws IOException {
        try {
            InetAddress address = place.socket(service).getAddress();
            boolean here = address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
            return here
                    ? Optional.empty()
                    : Optional.of(finding(
                            "address-unusable",
                            source,
                            "ADDRESS UNUSABLE: " + place.host() + " is no address of this host",
                            "correct \"host\" in " + source + AGAIN));
        } catch (UnusableAddressException e) {
            String message = String.valueOf(e.getMessage());
            int end = message.indexOf('\n');
            String problem = end < 0 ? message : message.substring(0, end);
            String remedy = end < 0 ? "correct \"host\" in " + source : message.substring(end + 1);
            return Optional.of(finding("address-unusable", source, "ADDRESS UNUSABLE: " + problem, remedy + AGAIN));
        }
    }

    private boolean isPrivileged(int port) throws IOException {
        return port > 0 && port < USUAL_FIRST_PORT && host.userId() != 0 && port < firstPort();
    }

    private int firstPort() {
        try {
            return Integer.parseInt(
                    Files.readString(FIRST_PORT, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return USUAL_FIRST_PORT;
        }
    }

    private void tls(ListenAddress.TlsFiles files) {
        Instant now = host.clock().instant();
        Path certificate = deployment.path(files.certificate());
        String reading = files.certificate();
        try {
            X509Certificate first = CertificateChain.read(certificate, now).get(0);
            reading = files.privateKey();
            ServerKey.read(deployment.path(files.privateKey()), first, certificate);
            Instant end = first.getNotAfter().toInstant();
            questions.holds(source + ": " + files.certificate() + " and " + files.privateKey()
                    + " belong together, until " + UtcTime.of(end));
            Duration left = Duration.between(now, end);
            if (left.compareTo(RENEW_BEFORE) < 0) {
                questions.caution(new Caution(
                        "tls-expires",
                        files.certificate(),
                        files.certificate() + " expires in " + left.toDays() + " days, at " + UtcTime.of(end),
                        "renew it, and restart " + service));
            }
        } catch (TlsFileException e) {
            fails("tls-unusable", reading, "TLS UNUSABLE: " + e.subject() + " - " + e.problem(), e.remedy());
        } catch (IOException e) {
            fails(
                    "tls-unusable",
                    reading,
                    "TLS UNUSABLE: " + reading + " - " + IoTrouble.reason(e),
                    IoTrouble.remedy(e));
        }
    }

    private void fails(String code, String path, String message, String remedy) {
        questions.fails(finding(code, path, message, remedy));
    }

    private static Finding finding(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
