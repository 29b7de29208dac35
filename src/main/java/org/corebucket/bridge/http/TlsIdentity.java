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

/** Who the server is in TLS: a certificate chain, and the private key to its first certificate. */
public final class TlsIdentity {

    private final SSLContext context;

    static {
        // What a client asks for again costs us more than it (CVE-2011-1473); read by the JDK before the first
        // handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private TlsIdentity(SSLContext context) {
        this.context = context;
    }

    /**
     * Reads both from PEM files.
     *
     * @param chain the server's certificate first, then those that vouch for it, without the root
     * @param key PKCS #8 (RSA or elliptic curve) or PKCS #1, not encrypted
     * @param now when the certificate must be valid
     * @throws TlsFileException if a file holds something else, the two do not belong together, or the certificate is not
     *     valid now; it says what to do
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

    /** RFC 8996 ended the others. */
    String[] protocols() {
        return new String[] {"TLSv1.3", "TLSv1.2"};
    }

    /** The JDK's own choice, without what has no forward secrecy or no authenticated encryption (RFC 9325, 4.2). */
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
