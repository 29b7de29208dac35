package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SoftToken;
import org.corebucket.bridge.testkit.SystemCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A release key that is no file: it is on a token, and the deployment has its public half alone. */
final class KeyOnATokenTest {

    private static final String KEY = "pkcs11:token=Release;object=release";
    private static final Pattern INCIDENT = Pattern.compile("INC-[0-9A-Za-z-]+");

    @TempDir
    private Path directory;

    private Operator operator;
    private SoftToken tokens;

    @BeforeEach
    void putAToken() throws Exception {
        tokens = SoftToken.in(directory.toRealPath()).token("Release");
        tokens.set("BRIDGECTL_PASSPHRASE", SoftToken.PIN);
        operator = Operator.atStrangeDeployment(directory);
    }

    /** Moves the release key to the token, and no copy of it stays. */
    private void moveReleaseKey() throws Exception {
        Path file = operator.path("security/release.private.pem");
        tokens.importKey("Release", file, "release", "01");
        Files.delete(file);
    }

    private Answer run(String... arguments) throws Exception {
        return tokens.run(operator.root(), arguments);
    }

    private void succeeds(String... arguments) throws Exception {
        Answer answer = run(arguments);
        assertThat(answer.code()).as("%s", answer).isZero();
    }

    /** Stops everything, and gives the incident's id. */
    private String stop() throws Exception {
        Answer stopped = run("stop", "--reason", "drill");
        Matcher incident = INCIDENT.matcher(stopped.out() + stopped.err());
        assertThat(incident.find()).as("%s", stopped).isTrue();
        return incident.group();
    }

    @Test
    void itSealsAndCertifiesAndOpensslAloneVerifiesTheSeal() throws Exception {
        moveReleaseKey();
        operator.write("canonical/new.json", "{}");

        Answer frozen = run("freeze", "--reason", "by the token", "--key", KEY);

        assertThat(frozen.code()).as(frozen.err()).isZero();
        assertThat(frozen.out()).contains("added canonical/new.json", "under serial 2");
        assertThat(frozen.err()).isEmpty();
        succeeds("verify");
        assertThat(SystemCommand.exit(
                        operator.root(),
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-verify",
                        "security/release.public.pem",
                        "-signature",
                        "manifests/canonical.sha256.sig",
                        "manifests/canonical.sha256"))
                .isZero();
        succeeds("certify", "--key", KEY);
        succeeds("certify", "--check", "PRODUCTION_CERTIFICATE.md");
    }

    @Test
    void everyCommandForWhichTheReleaseKeySignsTakesIt() throws Exception {
        operator.setClock("2099-01-01T00:00:00Z");
        assertThat(operator.run("freeze", "--reason", "with a clock that is ahead")
                        .code())
                .isZero();
        moveReleaseKey();

        succeeds("keys", "accept-clock", "--reason", "it was ahead", "--key", KEY);
        succeeds("restore", "--to", "1", "--key", KEY);
        succeeds("incident", "resolve", stop(), "--reason", "over", "--key", KEY);
        succeeds("verify");
        Answer cluster = run("cluster", "accept", "--reason", "no database here", "--key", KEY);
        assertThat(cluster.code()).as("%s", cluster).isEqualTo(78);
    }

    @Test
    void aPairWithoutACertificateThatNeverWasAFileSigns() throws Exception {
        tokens.generate("Release", "rsa:3072", "bare", "a1b2");
        tokens.pkcs11Tool(
                "--token-label", "Release", "--read-object", "--type", "pubkey", "--id", "a1b2", "-o", "bare.der");
        Files.writeString(directory.resolve("notes"), "notes");

        for (String key : List.of(
                "pkcs11:token=Release;id=%a1%b2", "pkcs11:object=bare", "pkcs11:object=bare;type=private;id=%A1%B2")) {
            Answer signed = tokens.run(directory, "keys", "sign", "notes", "--key", key);

            assertThat(signed.code()).as(signed.err()).isZero();
            assertThat(SystemCommand.exit(
                            directory,
                            "openssl",
                            "dgst",
                            "-sha256",
                            "-verify",
                            "bare.der",
                            "-keyform",
                            "DER",
                            "-signature",
                            "notes.sig",
                            "notes"))
                    .isZero();
        }
    }

    @Test
    void aDeploymentBeginsWithAKeyThatNeverWasAFile() throws Exception {
        tokens.generate("Release", "rsa:3072", "release", "01");
        Path fresh = Files.createDirectory(directory.resolve("fresh"));

        Answer made = tokens.run(fresh, "init", "--key", KEY);

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("made security/release.public.pem, of the release key that --key names\n");
        assertThat(fresh.resolve("security/release.private.pem")).doesNotExist();
        assertThat(tokens.run(fresh, "verify").code()).isZero();
        assertThat(tokens.run(fresh, "freeze", "--reason", "x", "--key", KEY).code())
                .isZero();
        assertThat(tokens.run(fresh, "init", "--key", KEY).err()).contains("can't be exchanged by init");
        assertThat(tokens.run(fresh, "init").code()).isZero();
        assertThat(tokens.run(fresh, "verify").code()).isZero();
    }

    @Test
    void aKeyThatAsksForThePinForEachSignatureIsGivenIt() throws Exception {
        tokens.generate("Release", "rsa:2048", "careful", "02", "--always-auth");
        Files.writeString(directory.resolve("notes"), "notes");

        Answer signed = tokens.run(directory, "keys", "sign", "notes", "--key", "pkcs11:object=careful");

        assertThat(signed.code()).as(signed.err()).isZero();
    }

    @Test
    void anotherKeyThanTheDeploymentsSealsNothing() throws Exception {
        tokens.generate("Release", "rsa:2048", "release", "01");
        byte[] before = operator.read("manifests/canonical.sha256");

        Answer frozen = run("freeze", "--reason", "x", "--key", KEY);

        assertThat(frozen.code()).isEqualTo(78);
        assertThat(run("incident", "resolve", stop(), "--reason", "x", "--key", KEY)
                        .code())
                .isEqualTo(77);
        assertThat(operator.read("manifests/canonical.sha256")).isEqualTo(before);
    }

    @Test
    void thePinComesFromAFileOrTheEnvironmentAndFromOneOfThemAlone() throws Exception {
        moveReleaseKey();
        Path pin = Files.writeString(directory.resolve("pin"), SoftToken.PIN + "\n")
                .toRealPath();
        tokens.unset("BRIDGECTL_PASSPHRASE");

        Answer none = run("freeze", "--reason", "x", "--key", KEY);
        assertThat(none.code()).as(none.err()).isEqualTo(66);
        assertThat(none.err())
                .startsWith("bridgectl: the token \"Release\", serial ")
                .contains(
                        "asks for its PIN, and none was given",
                        "--passphrase-file FILE",
                        "pin-source=file:/PATH",
                        "BRIDGECTL_PASSPHRASE");
        succeeds("freeze", "--reason", "x", "--key", KEY, "--passphrase-file", pin.toString());
        succeeds("freeze", "--reason", "x", "--key", KEY + "?pin-source=file:" + pin);
        tokens.set("BRIDGECTL_PASSPHRASE", "the file says it");
        succeeds("freeze", "--reason", "x", "--key", KEY + "?pin-source=file:" + pin);
        Answer both = run(
                "freeze",
                "--reason",
                "x",
                "--key",
                KEY + "?pin-source=file:" + pin,
                "--passphrase-file",
                pin.toString());
        assertThat(both.code()).isEqualTo(64);
        assertThat(both.err()).contains("both --passphrase-file and pin-source name a file with the PIN");
        Answer missing = run("freeze", "--reason", "x", "--key", KEY + "?pin-source=file:/nowhere/pin");
        assertThat(missing.code()).isEqualTo(66);
        Answer typed = run("freeze", "--reason", "x", "--key", KEY + "?pin-value=" + SoftToken.PIN);
        assertThat(typed.code()).isEqualTo(64);
        assertThat(typed.err()).contains("change the PIN").doesNotContain(SoftToken.PIN);
    }

    @Test
    void aWrongPinIsSaidWithWhatIsLeft() throws Exception {
        moveReleaseKey();
        tokens.set("BRIDGECTL_PASSPHRASE", "geheim");

        Answer answer = run("freeze", "--reason", "x", "--key", KEY);

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err())
                .contains("does not take this PIN; few tries are left until it locks\n")
                .doesNotContain("geheim");
    }

    @Test
    void labelsAndPinsMayHaveAnyLetter() throws Exception {
        tokens.token("Schlüssel 鍵", "pässwört鍵");
        tokens.set("BRIDGECTL_PASSPHRASE", "pässwört鍵");

        Answer answer =
                run("keys", "sign", "CANONICAL_RUN.md", "--key", "pkcs11:token=Schl%C3%BCssel%20%E9%8D%B5;object=none");

        assertThat(answer.code()).as(answer.err()).isEqualTo(66);
        assertThat(answer.err())
                .startsWith("bridgectl: no private key on the token \"Schlüssel 鍵\", serial ")
                .contains("it has none");
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIsThere() throws Exception {
        tokens.token("Other\u001b[2J").token("Twin").token("Twin");
        tokens.generate("Release", "rsa:2048", "one", "01");
        tokens.generate("Release", "rsa:2048", "one", "02");

        Answer token = run("freeze", "--reason", "x", "--key", "pkcs11:token=Lost");
        assertThat(token.code()).isEqualTo(66);
        assertThat(token.err())
                .startsWith("bridgectl: no token matches pkcs11:token=Lost; looked in\n  " + SoftToken.MODULE + ": ")
                .contains("the token \"Release\", serial ", ", slot-id ", "\"Other\\u001b[2J\"")
                .doesNotContain("\u001b");
        Answer twins = run("freeze", "--reason", "x", "--key", "pkcs11:token=Twin");
        assertThat(twins.code()).isEqualTo(77);
        assertThat(twins.err()).contains("2 tokens match pkcs11:token=Twin: ", "serial=", "slot-id=");
        Answer key = run("freeze", "--reason", "x", "--key", "pkcs11:token=Release;object=lost");
        assertThat(key.code()).isEqualTo(66);
        assertThat(key.err()).contains("; it has\n  \"one\", id=%01\n  \"one\", id=%02\n");
        Answer keys = run("freeze", "--reason", "x", "--key", "pkcs11:token=Release;object=one");
        assertThat(keys.code()).isEqualTo(77);
        assertThat(keys.err())
                .contains("2 private keys on the token \"Release\"")
                .contains(
                        "match pkcs11:token=Release;object=one\n  \"one\", id=%01\n  \"one\", id=%02\nName one of them");
        String slot = twins.err().replaceAll("(?s).*slot-id (\\d+)\\n.*", "$1");
        Answer one = run("freeze", "--reason", "x", "--key", "pkcs11:token=Twin;slot-id=" + slot);
        assertThat(one.err()).contains("no private key on the token \"Twin\"");
    }

    @Test
    void aKeyThatNoSealMayHaveIsRefusedAsInAFile() throws Exception {
        tokens.generate("Release", "EC:prime256v1", "curve", "01");
        tokens.generate("Release", "rsa:1024", "short", "02");

        Answer curve = run("freeze", "--reason", "x", "--key", "pkcs11:object=curve");
        assertThat(curve.code()).as(curve.err()).isEqualTo(65);
        assertThat(curve.err()).contains("pkcs11:object=curve: is no RSA key");
        Answer weak = run("freeze", "--reason", "x", "--key", "pkcs11:object=short");
        assertThat(weak.code()).as(weak.err()).isEqualTo(65);
        assertThat(weak.err()).contains("is an RSA key of 1024 bits, and fewer than 2048 are refused");
    }

    @Test
    void theModuleIsFoundWhereItIsNamedAndElseWhereDistributionsHaveIt() throws Exception {
        moveReleaseKey();
        tokens.unset("BRIDGECTL_PKCS11_MODULE");

        succeeds("keys", "sign", "CANONICAL_RUN.md", "--key", KEY);
        succeeds("keys", "sign", "CANONICAL_RUN.md", "--key", KEY + "?module-name=softhsm2");
        succeeds("keys", "sign", "CANONICAL_RUN.md", "--key", KEY + "?module-path=" + SoftToken.MODULE);
        succeeds(
                "keys",
                "sign",
                "CANONICAL_RUN.md",
                "--key",
                KEY + "?module-path=/usr/lib/softhsm&module-name=softhsm2");
        Answer lost = run("keys", "sign", "CANONICAL_RUN.md", "--key", KEY + "?module-path=/nowhere.so");
        assertThat(lost.code()).isEqualTo(66);
        assertThat(lost.err()).contains("the PKCS #11 module of module-path is not there: /nowhere.so");
        Answer unnamed = run("keys", "sign", "CANONICAL_RUN.md", "--key", KEY + "?module-name=nosuch");
        assertThat(unnamed.code()).isEqualTo(66);
        assertThat(unnamed.err()).contains("no PKCS #11 module is called nosuch; looked for:\n  ", "libnosuch.so");
        Answer nothing = run(
                "keys", "sign", "CANONICAL_RUN.md", "--key", KEY + "?module-path=" + operator.path("CANONICAL_RUN.md"));
        assertThat(nothing.code()).as(nothing.err()).isEqualTo(66);
        assertThat(nothing.err()).contains("it can't be loaded as a PKCS #11 module: ");
        tokens.set("SOFTHSM2_CONF", "/nowhere.conf");
        Answer unconfigured = run("keys", "sign", "CANONICAL_RUN.md", "--key", KEY + "?module-name=softhsm2");
        assertThat(unconfigured.code()).isEqualTo(66);
        assertThat(unconfigured.err()).contains("it does not start (CKR_GENERAL_ERROR); look at its own configuration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18 | 0xA4 | 78 | is locked, since a wrong PIN was given too often",
                "18 | 0x100 | 0 | ''",
                "43 | 0x32 | 66 | was taken out before it had signed (CKR_DEVICE_REMOVED)",
                "42 | 0xB3 | 66 | was taken out before it had signed (CKR_SESSION_HANDLE_INVALID)",
                "43 | 0 | 78 | made a signature that does not hold under the key's own public half",
                "43 | 0x30 | 78 | failed (CKR_DEVICE_ERROR)",
                "42 | 0x68 | 78 | does not let this key sign (CKR_KEY_FUNCTION_NOT_PERMITTED)",
                "12 | 0xE0 | 66 | was taken out",
                "26 | 0x54 | 78 | refuses (CKR_FUNCTION_NOT_SUPPORTED)"
            })
    void whateverFailsIsSaidAndNothingIsSealed(int function, String value, int code, String words) throws Exception {
        moveReleaseKey();
        tokens.set("BEHIND", SoftToken.MODULE.toString());
        tokens.set("FAILING_FUNCTION", String.valueOf(function));
        tokens.set("FAILING_WITH", value);
        tokens.set("BRIDGECTL_PKCS11_MODULE", failingModule().toString());
        byte[] before = operator.read("manifests/canonical.sha256");

        Answer answer = run("freeze", "--reason", "x", "--key", KEY);

        // A login that says it is done already is none, and the key is not seen then.
        assertThat(answer.code()).as(answer.err()).isEqualTo(code == 0 ? 66 : code);
        assertThat(answer.err()).contains(words).doesNotContain("bug");
        assertThat(operator.read("manifests/canonical.sha256")).isEqualTo(before);
    }

    private Path failingModule() throws IOException, InterruptedException {
        assumeTrue(
                SystemCommand.exit(directory, "cc", "--version") == 0,
                "there is no cc: failing tokens were NOT tested");
        Path source = directory.resolve("failing_module.c");
        try (InputStream in = KeyOnATokenTest.class.getResourceAsStream("/pkcs11/failing_module.c")) {
            Files.write(source, in.readAllBytes());
        }
        Path module = directory.resolve("failing_module.so");
        ChildJvm.output(
                new ProcessBuilder("cc", "-shared", "-fPIC", "-o", module.toString(), source.toString(), "-ldl"));
        return module;
    }

    @Test
    void aJavaThatKeepsPkcs11ForItselfIsNamed() throws Exception {
        Answer answer = tokens.run(List.of(), operator.root(), "freeze", "--reason", "x", "--key", KEY);

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err())
                .contains("Java was started so that it keeps PKCS #11 for itself\nStart bridgectl by its launcher");
    }

    @Test
    void aKeyInAFileTouchesNoModule() throws Exception {
        tokens.set("BRIDGECTL_PKCS11_MODULE", "/nowhere.so");
        tokens.unset("BRIDGECTL_PASSPHRASE");

        Answer answer = tokens.run(
                List.of("-Xlog:class+load"),
                operator.root(),
                "keys",
                "sign",
                "CANONICAL_RUN.md",
                "--key",
                "security/release.private.pem");

        assertThat(answer.code()).isZero();
        assertThat(answer.out().contains("bridge.crypto.RsaPrivateKey ")).isTrue();
        for (String type : List.of("bridge.pkcs11.Pkcs11Key ", "bridge.pkcs11.Cryptoki ")) {
            assertThat(answer.out().contains(type)).as(type).isFalse();
        }
    }
}
