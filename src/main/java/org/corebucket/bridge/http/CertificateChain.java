package org.corebucket.bridge.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.InputFile;

/** Reads a server's certificate chain, in which the next certificate signs the one before. */
public final class CertificateChain {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final String REMEDY = "give the server's certificate in PEM, followed by its intermediate ones";

    private CertificateChain() {}

    /**
     * Reads the chain.
     *
     * @return one or more certificates, the server's own first
     * @throws TlsFileException if there is none, they are out of order, or the first is not valid at this time
     */
    public static List<X509Certificate> read(Path file, Instant now) throws IOException, TlsFileException {
        List<X509Certificate> chain = all(PemFile.read(file, REMEDY), file.toString());
        requireOrder(chain, file);
        requireValid(chain.get(0), file, now);
        return chain;
    }

    /**
     * Reads certificates that need not form a chain.
     *
     * @return one or more certificates
     * @throws TlsFileException if there is none, or one is damaged
     */
    public static List<X509Certificate> readAll(InputFile file) throws IOException, TlsFileException {
        try {
            return all(file.text(), file.name());
        } catch (NoSuchFileException e) {
            throw new TlsFileException(file.name(), "does not exist", REMEDY);
        }
    }

    private static List<X509Certificate> all(String pem, String file) throws TlsFileException {
        List<X509Certificate> chain = new ArrayList<>();
        int begin = pem.indexOf(BEGIN);
        while (begin >= 0) {
            int end = pem.indexOf(END, begin);
            if (end < 0) {
                throw new TlsFileException(file, "is cut off within a certificate", "copy it again from its origin");
            }
            chain.add(certificate(pem.substring(begin, end + END.length()), file));
            begin = pem.indexOf(BEGIN, end);
        }
        if (chain.isEmpty()) {
            throw new TlsFileException(file, "holds no certificate", REMEDY);
        }
        return List.copyOf(chain);
    }

    private static X509Certificate certificate(String block, String file) throws TlsFileException {
        try {
            Certificate read = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.ISO_8859_1)));
            return (X509Certificate) read;
        } catch (CertificateException e) {
            throw new TlsFileException(file, "holds a damaged certificate", "copy it again from its origin");
        }
    }

    private static void requireOrder(List<X509Certificate> chain, Path file) throws TlsFileException {
        for (int i = 1; i < chain.size(); i++) {
            try {
                chain.get(i - 1).verify(chain.get(i).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new TlsFileException(
                        file,
                        "its certificate " + (i + 1) + " does not vouch for the one before it",
                        "put the server's certificate first, then the one that signed it, and so on");
            }
        }
    }

    private static void requireValid(X509Certificate certificate, Path file, Instant now) throws TlsFileException {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw new TlsFileException(file, "its certificate expired at " + end, "renew it, and give the new one");
        }
        Instant begin = certificate.getNotBefore().toInstant();
        if (now.isBefore(begin)) {
            throw new TlsFileException(
                    file, "its certificate is not valid before " + begin, "check this machine's clock, or wait");
        }
    }
}
