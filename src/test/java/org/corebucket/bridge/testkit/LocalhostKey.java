package org.corebucket.bridge.testkit;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key for {@code localhost}, with a certificate for which nobody vouches but itself. The JDK's keytool makes them. */
public final class LocalhostKey {

    /** What the store is protected with. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "server";

    private final Path store;
    private final KeyStore keys;

    private LocalhostKey(Path store, KeyStore keys) {
        this.store = store;
        this.keys = keys;
    }

    /**
     * Makes one.
     *
     * @param name the store's name, without its ending
     * @param more more options of keytool
     */
    public static LocalhostKey in(Path directory, String name, String... more) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        ChildJvm.output(new ProcessBuilder(command));
        return new LocalhostKey(store, KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
    }

    /** The store, which also does as one of what is trusted. */
    public Path store() {
        return store;
    }

    public X509Certificate certificate() throws Exception {
        return (X509Certificate) keys.getCertificate(ALIAS);
    }

    /** The certificate in PEM. */
    public String pem() throws Exception {
        return pem("CERTIFICATE", certificate().getEncoded());
    }

    /** The key in PEM. */
    public String keyPem() throws Exception {
        return pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** A server that proves itself with it, at a free port; it is not started yet. */
    public HttpsServer server() throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }
}
