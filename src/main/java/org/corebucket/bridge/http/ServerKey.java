package org.corebucket.bridge.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;

/** Reads the private key of a certificate: RSA in PKCS #1 or PKCS #8, or an elliptic curve's in PKCS #8. */
public final class ServerKey {

    private static final String REMEDY = "give the unencrypted private key of the certificate in PEM";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private ServerKey() {}

    /**
     * Reads the key, and checks that it belongs to the certificate.
     *
     * @param chain the file of the certificate, for messages
     * @throws TlsFileException if the file holds no such key, or the key of another certificate
     */
    public static PrivateKey read(Path file, X509Certificate certificate, Path chain)
            throws IOException, TlsFileException {
        String pem = PemFile.read(file, REMEDY);
        if (pem.contains("-----BEGIN EC PRIVATE KEY-----")) {
            throw new TlsFileException(
                    file, "is in the older form of elliptic-curve keys", "convert it: openssl pkcs8 -topk8 -nocrypt");
        }
        PublicKey wanted = certificate.getPublicKey();
        PrivateKey key;
        if (wanted instanceof RSAPublicKey) {
            key = rsa(pem, file);
        } else if (wanted instanceof ECPublicKey) {
            key = pkcs8(pem, file, "EC");
        } else {
            throw new TlsFileException(
                    chain, "its certificate is of a " + wanted.getAlgorithm() + " key", "use an RSA or EC one");
        }
        if (!belongTogether(key, wanted)) {
            throw new TlsFileException(file, "is not the key of the certificate in " + chain, REMEDY);
        }
        return key;
    }

    private static PrivateKey rsa(String pem, Path file) throws TlsFileException {
        try {
            String sound =
                    RsaPrivateKey.fromPem(pem, file.toString(), Passphrase.NONE).toPem();
            return pkcs8(sound, file, "RSA");
        } catch (MalformedKeyException e) {
            throw new TlsFileException(file, e.problem(), REMEDY);
        } catch (PassphraseException e) {
            throw new TlsFileException(file, "is encrypted", "decrypt it: openssl pkey; and keep it at mode 600");
        }
    }

    private static PrivateKey pkcs8(String pem, Path file, String algorithm) throws TlsFileException {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new TlsFileException(file, "holds no private key", REMEDY);
        }
        try {
            byte[] body = pem.substring(begin + BEGIN.length(), end).getBytes(StandardCharsets.ISO_8859_1);
            byte[] der = Base64.getMimeDecoder().decode(body);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new TlsFileException(
                    file, "holds no " + algorithm + " key, although its certificate is of one", REMEDY);
        }
    }

    /** Whether the public key verifies what the private key signs. */
    private static boolean belongTogether(PrivateKey key, PublicKey wanted) {
        try {
            Signature signature =
                    Signature.getInstance("SHA256with" + (wanted instanceof ECPublicKey ? "ECDSA" : "RSA"));
            byte[] content = wanted.getEncoded();
            signature.initSign(key);
            signature.update(content);
            byte[] made = signature.sign();
            signature.initVerify(wanted);
            signature.update(content);
            return signature.verify(made);
        } catch (GeneralSecurityException e) {
            return false; // of another length or curve
        }
    }
}
