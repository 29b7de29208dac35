package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What openssl writes is read here, and what is written here openssl reads; {@code key.pem} is of its making. */
final class OpensslInteropTest {

    private static final byte[] CONTENT = "0123\n".repeat(1000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path directory;

    private static Openssl openssl;

    private static Passphrase passphrase;

    @BeforeAll
    static void makeAKey() throws Exception {
        openssl = Openssl.in(directory);
        openssl.run("genrsa", "-out", "key.pem", "2048");
        openssl.write("passphrase", "correct € horse\nsecond line\n");
        openssl.write("content", CONTENT);
        passphrase = Passphrase.of("correct € horse".toCharArray());
    }

    @Test
    void theKeysOfGenrsaComeBackUnchanged() throws Exception {
        assertThat(read("key.pem").toPem()).isEqualTo(openssl.read("key.pem"));
    }

    @Test
    void theKeysOfGenpkeyAreRead() throws Exception {
        openssl.run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072", "-out", "genpkey.pem");

        assertThat(read("genpkey.pem").bits()).isEqualTo(3072);
    }

    @Test
    void anExponentOfThreeIsRead() throws Exception {
        openssl.run("genrsa", "-3", "-out", "three.pem", "2048");

        read("three.pem").publicKey().verifyContent(CONTENT, read("three.pem").sign(CONTENT));
    }

    @Test
    void pkcs1IsReadAsTheSameKey() throws Exception {
        openssl.run("rsa", "-in", "key.pem", "-traditional", "-out", "pkcs1.pem");
        assertThat(openssl.read("pkcs1.pem")).startsWith("-----BEGIN RSA PRIVATE KEY-----");

        assertThat(read("pkcs1.pem").toPem()).isEqualTo(openssl.read("key.pem"));
    }

    @Test
    void publicKeysOfBothFormsAreTheSameKey() throws Exception {
        openssl.run("pkey", "-in", "key.pem", "-pubout", "-out", "spki.pem");
        openssl.run("rsa", "-in", "key.pem", "-RSAPublicKey_out", "-out", "pkcs1-public.pem");

        assertThat(readPublic("spki.pem")).isEqualTo(readPublic("pkcs1-public.pem"));
        assertThat(readPublic("spki.pem").toPem()).isEqualTo(openssl.read("spki.pem"));
        assertThat(readPublic("spki.pem")).isEqualTo(read("key.pem").publicKey());
    }

    @Test
    void aKeyAfterItsPrintedNumbersIsRead() throws Exception {
        openssl.run("pkey", "-in", "key.pem", "-pubout", "-out", "bare.pem");
        String printed = openssl.run("pkey", "-pubin", "-in", "bare.pem", "-noout", "-text");
        openssl.write("explained.pem", printed + openssl.read("bare.pem"));

        assertThat(readPublic("explained.pem")).isEqualTo(readPublic("bare.pem"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128", "aes192", "aes256", "des3"})
    void keysEncryptedAsBeforePkcs8AreOpened(String cipher) throws Exception {
        openssl.write("pass.txt", "correct € horse\n");
        openssl.run(
                "rsa", "-in", "key.pem", "-traditional", "-" + cipher, "-passout", "file:pass.txt", "-out", "old.pem");
        assertThat(openssl.read("old.pem")).contains("Proc-Type: 4,ENCRYPTED");

        assertThat(open("old.pem", passphrase).toPem()).isEqualTo(openssl.read("key.pem"));
        assertThatThrownBy(() -> open("old.pem", Passphrase.of("wrong".toCharArray())))
                .isInstanceOf(PassphraseException.WrongPassphraseException.class);
        assertThatThrownBy(() -> open("old.pem", Passphrase.NONE))
                .isInstanceOf(PassphraseException.MissingPassphraseException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16384", "1024"})
    void keysUnderScryptAreOpened(String cost) throws Exception {
        openssl.write("pass.txt", "correct € horse\n");
        openssl.run(
                "pkcs8",
                "-topk8",
                "-in",
                "key.pem",
                "-scrypt",
                "-scrypt_N",
                cost,
                "-passout",
                "file:pass.txt",
                "-out",
                "scrypt.pem");

        assertThat(open("scrypt.pem", passphrase).toPem()).isEqualTo(openssl.read("key.pem"));
        assertThatThrownBy(() -> open("scrypt.pem", Passphrase.of("wrong".toCharArray())))
                .isInstanceOf(PassphraseException.WrongPassphraseException.class);
    }

    @Test
    void scryptThatAsksForMoreThanSecondsIsRefused() throws Exception {
        openssl.write("pass.txt", "x\n");
        openssl.run(
                "pkcs8",
                "-topk8",
                "-in",
                "key.pem",
                "-scrypt",
                "-scrypt_p",
                "17",
                "-passout",
                "file:pass.txt",
                "-out",
                "huge.pem");

        assertThatThrownBy(() -> open("huge.pem", Passphrase.of(new char[] {'x'})))
                .isInstanceOf(MalformedKeyException.class);
    }

    @Test
    void aKeyAndItsCertificatesInOneFileAreRead() throws Exception {
        openssl.run("req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=x", "-days", "1", "-out", "cert.pem");
        String key = openssl.read("key.pem");
        String certificate = openssl.read("cert.pem");
        openssl.write("after.pem", key + "subject=x\n" + certificate + certificate);
        openssl.write("before.pem", certificate + "Bag Attributes\n" + key);
        openssl.write("two.pem", certificate + key + key);

        assertThat(read("after.pem").toPem()).isEqualTo(key);
        assertThat(read("before.pem").toPem()).isEqualTo(key);
        assertThatThrownBy(() -> read("two.pem")).hasMessageContaining("holds more than one PEM block");
        assertThatThrownBy(() -> read("cert.pem")).hasMessageContaining("holds a certificate, not a private key");
    }

    @Test
    void aByteOrderMarkIsNoPartOfAKeyAndUtf16IsNamed() throws Exception {
        openssl.write("bom.pem", "\uFEFF" + openssl.read("key.pem"));
        java.nio.file.Files.write(
                directory.resolve("utf16.pem"),
                openssl.read("key.pem").getBytes(java.nio.charset.StandardCharsets.UTF_16));

        assertThat(read("bom.pem").toPem()).isEqualTo(openssl.read("key.pem"));
        String utf16 = java.nio.file.Files.readString(
                directory.resolve("utf16.pem"), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> RsaPrivateKey.fromPem(utf16, "utf16.pem", Passphrase.NONE))
                .hasMessageContaining("is UTF-16")
                .hasMessageContaining("iconv");
    }

    @Test
    void theFingerprintIsTheDigestOfTheBinaryKey() throws Exception {
        openssl.run("pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "spki.der");

        assertThat(openssl.run("dgst", "-sha256", "-r", "spki.der"))
                .startsWith(read("key.pem").publicKey().fingerprint() + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-256-cbc", "aes-192-cbc", "aes-128-cbc", "des3"})
    void anEncryptedKeyOfEachCipherIsOpened(String cipher) throws Exception {
        openssl.run(encrypt("-v2", cipher));

        assertThat(read("encrypted.pem").toPem()).isEqualTo(openssl.read("key.pem"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hmacWithSHA1", "hmacWithSHA224", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512"})
    void anEncryptedKeyOfEachDerivationIsOpened(String derivation) throws Exception {
        openssl.run(encrypt("-v2prf", derivation));

        assertThat(read("encrypted.pem").toPem()).isEqualTo(openssl.read("key.pem"));
    }

    @Test
    void aPassphraseThatDiffersInOneLetterDoesNotOpen() throws Exception {
        openssl.run(encrypt("-iter", "600000"));
        Passphrase close = Passphrase.of("correct € Horse".toCharArray());

        assertThatThrownBy(() -> RsaPrivateKey.fromPem(openssl.read("encrypted.pem"), "encrypted.pem", close))
                .isInstanceOf(PassphraseException.WrongPassphraseException.class);
    }

    @Test
    void opensslOpensOurEncryptedKeyAndSaysHowItIsEncrypted() throws Exception {
        openssl.write("sealed.pem", read("key.pem").toEncryptedPem(passphrase));
        openssl.run("pkey", "-in", "sealed.pem", "-passin", "file:passphrase", "-out", "opened.pem");

        assertThat(openssl.read("opened.pem")).isEqualTo(openssl.read("key.pem"));
        assertThat(openssl.run("asn1parse", "-in", "sealed.pem"))
                .contains("PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", ":0927C0"); // 600,000
    }

    @Test
    void opensslFindsOurKeySound() throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(2048);
        openssl.write("ours.pem", key.toPem());
        openssl.run("pkey", "-in", "ours.pem", "-pubout", "-out", "ours-public.pem");

        assertThat(openssl.run("rsa", "-in", "ours.pem", "-check", "-noout")).contains("RSA key ok");
        assertThat(openssl.read("ours-public.pem")).isEqualTo(key.publicKey().toPem());
        assertThat(openssl.run("pkey", "-in", "ours.pem")).isEqualTo(key.toPem());
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void opensslVerifiesOurSignature(int bits) throws Exception {
        RsaPrivateKey key = RsaPrivateKey.generate(bits);
        openssl.write("signer.pem", key.publicKey().toPem());
        openssl.write("ours.sig", key.sign(CONTENT));

        assertThat(openssl.run("dgst", "-sha256", "-verify", "signer.pem", "-signature", "ours.sig", "content"))
                .contains("Verified OK");
    }

    @Test
    void weVerifyTheSignatureOfOpenssl() throws Exception {
        openssl.run("dgst", "-sha256", "-sign", "key.pem", "-out", "theirs.sig", "content");

        read("key.pem").publicKey().verifyContent(CONTENT, openssl.readBytes("theirs.sig"));
        assertThat(read("key.pem").sign(CONTENT)).isEqualTo(openssl.readBytes("theirs.sig"));
    }

    @Test
    void weRefuseTheSignatureOfOpensslOverAnotherDigest() throws Exception {
        openssl.run("dgst", "-sha512", "-sign", "key.pem", "-out", "sha512.sig", "content");
        byte[] signature = openssl.readBytes("sha512.sig");
        RsaPublicKey key = read("key.pem").publicKey();

        assertThatThrownBy(() -> key.verifyContent(CONTENT, signature)).isInstanceOf(InvalidSignatureException.class);
    }

    private static String[] encrypt(String option, String value) {
        return new String[] {
            "pkcs8", "-topk8", "-in", "key.pem", "-out", "encrypted.pem", "-passout", "file:passphrase", option, value
        };
    }

    private static RsaPrivateKey read(String file) throws Exception {
        return RsaPrivateKey.fromPem(openssl.read(file), file, passphrase);
    }

    private static RsaPrivateKey open(String file, Passphrase given) throws Exception {
        return RsaPrivateKey.fromPem(openssl.read(file), file, given);
    }

    private static RsaPublicKey readPublic(String file) throws Exception {
        return RsaPublicKey.fromPem(openssl.read(file), file);
    }
}
