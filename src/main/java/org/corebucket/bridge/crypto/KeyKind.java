package org.corebucket.bridge.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Recognises by the PEM label or the algorithm what kind of key a text holds, and refuses the wrong kind with the remedy for
 * it.
 */
final class KeyKind {

    /** rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017, appendix C). */
    private static final byte[] RSA = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01};

    private KeyKind() {}

    /** AlgorithmIdentifier of rsaEncryption, whose parameters must be NULL (RFC 3279, section 2.3.1). */
    static byte[] rsaIdentifier() {
        byte[] absent = {0x05, 0x00};
        return Der.sequence(Der.objectIdentifier(RSA), absent);
    }

    /** Refuses a key of any other algorithm, which the message names. */
    static void requireRsa(DerReader identifier, String source) throws MalformedKeyException {
        byte[] algorithm = identifier.content(Der.OBJECT_IDENTIFIER);
        if (!Arrays.equals(algorithm, RSA)) {
            throw notRsa(name(HexFormat.of().formatHex(algorithm)), source);
        }
    }

    private static String name(String identifier) {
        return switch (identifier) {
            case "2a8648ce3d0201" -> "an elliptic-curve key";
            case "2a8648ce380401" -> "a DSA key";
            case "2b6570", "2b6571" -> "an Ed25519 or Ed448 key";
            case "2b656e", "2b656f" -> "an X25519 or X448 key";
            case "2a864886f70d01010a" -> "a key for RSASSA-PSS alone";
            default -> "a key of another algorithm";
        };
    }

    /** The refusal of a block where a public key is wanted. */
    static MalformedKeyException notPublic(String label, String source) {
        return switch (label) {
            case "PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
                new MalformedKeyException(
                        source,
                        "holds a private key where a public one belongs",
                        "keep it secret, and give its public half: openssl pkey -in FILE -pubout");
            case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
                new MalformedKeyException(
                        source,
                        "holds a certificate, not a bare public key",
                        "take the key out of it: openssl x509 -in FILE -noout -pubkey");
            default -> neither(label, source);
        };
    }

    /** The refusal of a block where a private key is wanted. */
    static MalformedKeyException notPrivate(String label, String source) {
        return switch (label) {
            case "PUBLIC KEY", "RSA PUBLIC KEY" ->
                new MalformedKeyException(
                        source, "holds a public key where a private one belongs", "give the key that signs");
            case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
                new MalformedKeyException(source, "holds a certificate, not a private key", "give the key that signs");
            default -> neither(label, source);
        };
    }

    /** The refusal of a key of another algorithm. */
    static MalformedKeyException notRsa(String kind, String source) {
        return new MalformedKeyException(
                source,
                "holds " + kind + ", and only RSA keys of " + RsaPublicKey.MIN_BITS + " bits or more are taken",
                "make one: bridgectl keys generate NAME --dir DIR");
    }

    private static MalformedKeyException neither(String label, String source) {
        return switch (label) {
            case "EC PRIVATE KEY", "EC PARAMETERS" -> notRsa("an elliptic-curve key", source);
            case "DSA PRIVATE KEY", "DSA PARAMETERS" -> notRsa("a DSA key", source);
            case "OPENSSH PRIVATE KEY" ->
                new MalformedKeyException(
                        source,
                        "holds a key in OpenSSH's own format",
                        "convert a copy of it: ssh-keygen -p -m PKCS8 -f COPY");
            default ->
                new MalformedKeyException(
                        source,
                        "holds a PEM block that is no key",
                        "expected PUBLIC KEY, RSA PUBLIC KEY, PRIVATE KEY, RSA PRIVATE KEY or ENCRYPTED PRIVATE KEY");
        };
    }
}
