package org.corebucket.bridge.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The server's identity in TLS: a certificate chain, and the private key of its first certificate. */
public final class TlsIdentity {

    private final SSLContext context;

    static {
        // Renegotiation costs the server more than the client that asks for it (CVE-2011-1473). The JDK reads this
        // property before its first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private TlsIdentity(SSLContext context) {
        this.context = context;
    }

    /**
     * Reads both from PEM files.
     *
     * @param chain the server's certificate first, then the intermediate ones, without the root
     * @param key PKCS #8 (RSA or elliptic curve) or PKCS #1, not encrypted
     * @param now the time at which the certificate must be valid
     * @throws TlsFileException if a file holds something else, the two do not belong together, or the certificate is
     *     not valid now; it says what to do
     * @throws IOException if a file can't be read
     */
    public static TlsIdentity fromPem(Path chain, Path key, Instant now) throws IOException, TlsFileException {
        List<X509Certificate> certificates = CertificateChain.read(chain, now);
        PrivateKey secret = ServerKey.read(key, certificates.get(0), chain);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", secret, new char[0], certificates.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, new SecureRandom());
            return new TlsIdentity(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform speaks TLS with a sound key", e);
        }
    }

    SSLContext context() {
        return context;
    }

    /** The versions of TLS that are spoken. RFC 8996 forbids the older ones. */
    String[] protocols() {
        return new String[] {"TLSv1.3", "TLSv1.2"};
    }

    /**
     * The JDK's own choice of suites, without those that lack forward secrecy or authenticated encryption (RFC 9325,
     * 4.2).
     */
    String[] ciphers() {
        List<String> kept = new ArrayList<>();
        for (String suite : context.getDefaultSSLParameters().getCipherSuites()) {
            boolean isTls13 = suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
            boolean authenticated = suite.contains("_GCM_") || suite.contains("_CHACHA20_");
            if (isTls13 || (suite.startsWith("TLS_ECDHE_") && authenticated)) {
                kept.add(suite);
            }
        }
        return kept.toArray(String[]::new);
    }
}
