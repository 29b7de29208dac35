package org.corebucket.bridge.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.http.CertificateChain;
import org.corebucket.bridge.http.TlsFileException;
import org.jspecify.annotations.Nullable;

/** Who may be the bridge, over TLS. Made from files before anything is sent; it costs nothing where there is no TLS. */
public final class BridgeTrust {

    /** Trusts whatever certificate this Java trusts for the host that was named. */
    public static final BridgeTrust STANDARD = new BridgeTrust(null);

    private final @Nullable SSLSocketFactory sockets;

    private BridgeTrust(@Nullable SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /**
     * Trusts certificates that these authorities vouch for, for the host that was named, while they are valid.
     *
     * @param file their certificates in PEM; a server's own will do
     * @throws TlsFileException if it holds none
     */
    public static BridgeTrust authorities(InputFile file) throws IOException, TlsFileException {
        return authorities(file, new X509Certificate[0]);
    }

    /** The same, and whatever certificate this Java trusts. */
    public static BridgeTrust authoritiesToo(InputFile file) throws IOException, TlsFileException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager standard) {
                    return authorities(file, standard.getAcceptedIssuers());
                }
            }
            return authorities(file);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform trusts somebody", e);
        }
    }

    private static BridgeTrust authorities(InputFile file, X509Certificate[] others)
            throws IOException, TlsFileException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            List<X509Certificate> authorities = new ArrayList<>(CertificateChain.readAll(file));
            authorities.addAll(List.of(others));
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            TrustManager[] managers = factory.getTrustManagers();
            for (int i = 0; i < managers.length; i++) {
                if (managers[i] instanceof X509ExtendedTrustManager trusting) {
                    managers[i] = new UnexpiredCertificate(trusting);
                }
            }
            return by(managers);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform trusts a certificate that it is given", e);
        }
    }

    /**
     * Trusts this very certificate alone, by whatever name the bridge is reached.
     *
     * @param file the server's certificate in PEM, with those that vouch for it
     * @throws TlsFileException if it holds none, or it is not valid now
     */
    public static BridgeTrust exactly(Path file, Instant now) throws IOException, TlsFileException {
        X509Certificate pinned = CertificateChain.read(file, now).get(0);
        return by(new TrustManager[] {new PinnedCertificate(pinned)});
    }

    private static BridgeTrust by(TrustManager[] managers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, new SecureRandom());
            return new BridgeTrust(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform speaks TLS", e);
        }
    }

    /** The factory of the sockets; empty if this Java's own one makes them. */
    Optional<SSLSocketFactory> sockets() {
        return Optional.ofNullable(sockets);
    }
}
