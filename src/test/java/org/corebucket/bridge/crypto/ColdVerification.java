package org.corebucket.bridge.crypto;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** What {@code verify} does with keys, in a JVM of its own: prints how many microseconds its first use takes. */
final class ColdVerification {

    private ColdVerification() {}

    /** Takes the files of a public key, its private key, some content and its signature. */
    public static void main(String[] files) throws Exception {
        String publicPem = Files.readString(Path.of(files[0]));
        String privatePem = Files.readString(Path.of(files[1]));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(files[2])));
        byte[] signature = Files.readAllBytes(Path.of(files[3]));

        long start = System.nanoTime();
        RsaPublicKey key = RsaPublicKey.fromPem(publicPem, files[0]);
        key.verify(digest, signature);
        long verified = System.nanoTime();
        String fingerprint = key.fingerprint();
        int bits = RsaPrivateKey.fromPem(privatePem, files[1], Passphrase.NONE).bits();
        long end = System.nanoTime();

        System.out.println("verified in " + (verified - start) / 1000 + " us; " + fingerprint + " of " + bits
                + " bits in " + (end - verified) / 1000 + " us");
    }
}
