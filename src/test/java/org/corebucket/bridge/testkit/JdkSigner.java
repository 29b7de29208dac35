package org.corebucket.bridge.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A private key that signs with the JDK alone, as somebody does who has nothing of this project. */
public final class JdkSigner {

    private final PrivateKey key;

    /** The key of an unencrypted PKCS #8 file. */
    public JdkSigner(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[^-]*-----|\\s", "");
        key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    /** RSASSA-PKCS1-v1_5 with SHA-256 over a text in ASCII. */
    public byte[] sign(String text) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return signature.sign();
    }
}
