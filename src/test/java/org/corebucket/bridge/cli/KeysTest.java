package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;
import static org.corebucket.bridge.testkit.VerdictAssertions.masked;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.corebucket.bridge.testkit.SystemCommand;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.corebucket.bridge.transparency.SignatureType;
import org.corebucket.bridge.transparency.VerifierKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code keys} and its commands, alone and together with openssl. */
final class KeysTest {

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void aPairOfAnyNameIsMadeWithItsModesAndNeverOverwritten() throws Exception {
        Answer answer = operator.run("keys", "generate", "education", "--bits", "2048");

        assertThat(masked(answer.out()))
                .isEqualTo(operator.path("security/education.private.pem") + "\n"
                        + operator.path("security/education.public.pem") + "  <64 hex>\n");
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
        assertThat(operator.mode("security/education.private.pem")).isEqualTo("rw-------");
        assertThat(SystemCommand.exit(
                        operator.root(),
                        "openssl",
                        "pkey",
                        "-in",
                        "security/education.private.pem",
                        "-noout",
                        "-check"))
                .isZero();
        assertReady(operator.run("verify"));

        Map<String, String> before = TreeSnapshot.of(operator.path("security"));
        Answer again = operator.run("keys", "generate", "education");
        assertThat(again.code()).isEqualTo(77);
        assertThat(again.err()).contains("is there already", "bridgectl keys rotate education");
        assertThat(TreeSnapshot.of(operator.path("security"))).isEqualTo(before);
    }

    @Test
    void aPairWithoutItsPublicHalfIsCompletedFromThePrivateOne() throws Exception {
        operator.run("keys", "generate", "education", "--bits", "2048");
        String half = operator.text("security/education.public.pem");
        Files.delete(operator.path("security/education.public.pem"));

        Answer again = operator.run("keys", "generate", "education");

        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("education.private.pem  was there already");
        assertThat(operator.text("security/education.public.pem")).isEqualTo(half);
    }

    @Test
    void aRotationOfAPairThatDoesNotMatchLosesNoHalfAndMakesAWholePair() throws Exception {
        String stranger = operator.text("security/token.public.pem");
        Files.writeString(operator.path("security/public.pem"), stranger);
        Answer found = operator.run("verify");
        assertThat(found.code()).isEqualTo(8);
        assertThat(found.violations()).singleElement().asString().startsWith("KEY PAIR DOES NOT MATCH: ");
        assertThat(found.out()).contains("bridgectl keys rotate module");
        String outgoing = derived("security/private.pem");

        Answer answer = operator.run("keys", "rotate", "module");

        assertThat(answer.code()).isZero();
        assertThat(answer.err()).contains("it is kept as security/public.");
        assertThat(operator.text("security/public.previous.pem")).isEqualTo(outgoing);
        assertThat(operator.text("security/public.pem")).isEqualTo(derived("security/private.pem"));
        assertThat(operator.filesBelow(operator.path("security")))
                .filteredOn(file -> file.getFileName().toString().matches("public\\.[0-9a-f]{16}\\.pem"))
                .singleElement()
                .satisfies(kept -> assertThat(kept).hasContent(stranger));
        assertReady(operator.run("verify"));
    }

    private String derived(String privateHalf) throws Exception {
        return RsaPrivateKey.fromPem(operator.text(privateHalf), privateHalf, Passphrase.NONE)
                .publicKey()
                .toPem();
    }

    @Test
    void anEncryptedPairIsOneThatOpensslOpensAndThatSigns() throws Exception {
        operator.setVariable("BRIDGECTL_PASSPHRASE", "correct horse");
        operator.write("notes.txt", "to be signed");
        Files.createDirectory(operator.beside("stick"));

        assertThat(operator.run("keys", "generate", "release", "--dir", "../stick", "--bits", "2048", "--encrypt")
                        .code())
                .isZero();

        String key = operator.beside("stick/release.private.pem").toString();
        assertThat(Files.readString(Path.of(key))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(SystemCommand.exit(
                        operator.root(), "openssl", "pkey", "-in", key, "-passin", "pass:correct horse", "-noout"))
                .isZero();
        assertThat(operator.run("keys", "sign", "notes.txt", "--key", key).code())
                .isZero();
        assertThat(operator.run(
                                "keys",
                                "verify",
                                "notes.txt",
                                "--signature",
                                "notes.txt.sig",
                                "--key",
                                "../stick/release.public.pem")
                        .code())
                .isZero();
    }

    @Test
    void aPairIsNotWrittenToADirectoryThatIsNotThere() {
        Answer answer = operator.run("keys", "generate", "release", "--dir", "../stick", "--bits", "2048");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("there is no directory ", "stick; make it first");
        assertThat(operator.beside("stick")).doesNotExist();
    }

    @Test
    void anEncryptedPairNeedsAPassphrase() throws IOException {
        Files.createDirectory(operator.beside("stick"));

        Answer answer = operator.run("keys", "generate", "x", "--dir", "../stick", "--bits", "2048", "--encrypt");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.out()).isEmpty();
        assertThat(operator.beside("stick/x.private.pem")).doesNotExist();
    }

    @Test
    void keysOfLessThan2048BitsAreNotMade() {
        assertThat(operator.run("keys", "generate", "weak", "--bits", "1024")).isEqualTo(new Answer(64, "", """
                        bridgectl: --bits takes 2048 to 16384, not 1024
                        See: bridgectl keys generate --help
                        """));
        assertThat(operator.path("security/weak.private.pem")).doesNotExist();
    }

    @Test
    void aNameThatIsAPathIsRefused() {
        Answer answer = operator.run("keys", "generate", "../escape");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).contains("a key's name has lower-case letters, digits, - and _ only");
    }

    @Test
    void showNamesEveryPublicHalfWithWhatOpensslCallsItsFingerprint() throws Exception {
        Answer answer = operator.run("keys", "show");

        assertThat(masked(answer.out())).startsWith("""
                        security/bridge.public.pem  2048 bits  <64 hex>  private half here, mode 0600
                        security/public.pem  2048 bits  <64 hex>  private half here, mode 0600
                        security/release.public.pem  3072 bits  <64 hex>  private half here, mode 0600
                        security/token.public.pem  2048 bits  <64 hex>  private half here, mode 0600
                        """);
        assertThat(SystemCommand.exit(
                        operator.root(),
                        "openssl",
                        "pkey",
                        "-pubin",
                        "-in",
                        "security/public.pem",
                        "-outform",
                        "DER",
                        "-out",
                        "der"))
                .isZero();
        assertThat(answer.out())
                .contains("security/public.pem  2048 bits  "
                        + Sha256.of(operator.read("der")).hex());
    }

    @Test
    void showSaysWhatIsNoKeyAndGoesOn() throws IOException {
        operator.write("security/broken.public.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");

        Answer answer = operator.run("keys", "show");

        assertThat(answer.code()).isZero();
        assertThat(answer.lines()).hasSize(9).anyMatch(line -> line.startsWith("security/broken.public.pem  "));
    }

    @Test
    void theLogsKeysAreShownWithWhatVerifiesTheirSignatures() throws Exception {
        List<String> lines = operator.run("keys", "show").lines();

        assertThat(lines.get(4))
                .isEqualTo("security/log.ed25519.pem  Ed25519  private key, mode 0600  signs the log's checkpoints");
        VerifierKey ed25519 = VerifierKey.parse(lines.get(5));
        assertThat(ed25519.type()).isEqualTo(SignatureType.ED25519);
        assertThat(ed25519.name()).matches("core-bucket-bridge/[0-9a-f-]{36}");
        assertThat(lines.get(6)).startsWith("security/log.mldsa44.pem  ML-DSA-44  ");
        assertThat(VerifierKey.parse(lines.get(7)).type()).isEqualTo(SignatureType.ML_DSA_44_COSIGNATURE);
    }

    @Test
    void theLogsKeysAreRotatedWithAnOverlapThatIsEnded() throws Exception {
        Set<String> old = vkeys(operator.run("keys", "show"));

        Answer rotated = operator.run("keys", "rotate", "--log");

        assertThat(rotated.code()).isZero();
        assertThat(vkeys(rotated)).hasSize(4).containsAll(old);
        assertReady(operator.run("verify"));
        Answer again = operator.run("keys", "rotate", "--log");
        assertThat(again.code()).isEqualTo(77);
        assertThat(again.err()).contains("bridgectl keys rotate --log --drop-previous");

        Answer dropped = operator.run("keys", "rotate", "--log", "--drop-previous");

        assertThat(dropped.code()).isZero();
        assertThat(vkeys(operator.run("keys", "show"))).hasSize(2).doesNotContainAnyElementsOf(old);
        assertThat(Set.copyOf(
                        operator.text("security/log.dropped.vkeys").lines().toList()))
                .isEqualTo(old);
    }

    @Test
    void whatVerifiesTheLogsKeysLiesBesideThem() throws Exception {
        Set<String> first = vkeys(operator.run("keys", "show"));
        assertThat(beside()).isEqualTo(first);

        assertThat(beside(operator.run("keys", "rotate", "--log"))).hasSize(4).containsAll(first);
        assertThat(beside(operator.run("keys", "rotate", "--log", "--drop-previous")))
                .hasSize(2)
                .doesNotContainAnyElementsOf(first);

        Files.delete(operator.path("security/log.vkeys"));
        Answer again = operator.run("keys", "generate", "--log");
        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("The keys were there already; made security/log.vkeys\n");
        assertThat(beside()).isEqualTo(vkeys(operator.run("keys", "show")));

        Files.delete(operator.path("security/log.vkeys"));
        assertThat(operator.run("init").out()).startsWith("made security/log.vkeys");
    }

    private Set<String> beside() throws IOException {
        return Set.copyOf(operator.text("security/log.vkeys").lines().toList());
    }

    private Set<String> beside(Answer answer) throws IOException {
        assertThat(answer.code()).as(answer.err()).isZero();
        return beside();
    }

    @Test
    void theWitnesssKeysAreRotatedWithAnOverlapThatIsEnded() throws Exception {
        assertThat(operator.run("keys", "rotate", "--witness").code()).isEqualTo(66);
        assertThat(operator.run("keys", "generate", "--witness").code()).isZero();
        Set<String> log = vkeys(operator.run("keys", "show"));
        Set<String> old = witnessKeys(operator.run("keys", "show"));
        assertThat(old).hasSize(2);
        Answer there = operator.run("keys", "generate", "--witness");
        assertThat(there.code()).isEqualTo(77);
        assertThat(there.err()).contains("bridgectl keys rotate --witness");

        Answer rotated = operator.run("keys", "rotate", "--witness");

        assertThat(rotated.code()).isZero();
        assertThat(rotated.out()).contains("Restart the witness");
        assertThat(witnessKeys(rotated)).hasSize(4).containsAll(old);
        assertThat(witnessKeys(operator.run("keys", "show"))).isEqualTo(witnessKeys(rotated));
        assertReady(operator.run("verify"));
        Answer again = operator.run("keys", "rotate", "--witness");
        assertThat(again.code()).isEqualTo(77);
        assertThat(again.err()).contains("bridgectl keys rotate --witness --drop-previous");

        Answer dropped = operator.run("keys", "rotate", "--witness", "--drop-previous");

        assertThat(dropped.code()).isZero();
        assertThat(witnessKeys(operator.run("keys", "show"))).hasSize(2).doesNotContainAnyElementsOf(old);
        assertThat(Set.copyOf(
                        operator.text("security/witness.dropped.vkeys").lines().toList()))
                .isEqualTo(old);
        assertThat(vkeys(operator.run("keys", "show"))).isEqualTo(log);
        assertThat(operator.run("keys", "rotate", "--log", "--witness").code()).isEqualTo(64);
        assertThat(operator.run("keys", "rotate", "--witness", "education").code())
                .isEqualTo(64);
    }

    private static Set<String> witnessKeys(Answer answer) {
        Set<String> vkeys = new TreeSet<>(answer.lines());
        vkeys.removeIf(line -> !line.startsWith("witness.core-bucket-bridge/"));
        return vkeys;
    }

    private static Set<String> vkeys(Answer answer) {
        Set<String> vkeys = new TreeSet<>(answer.lines());
        vkeys.removeIf(line -> !line.startsWith("core-bucket-bridge/"));
        return vkeys;
    }

    /** The next checkpoint would hide that all before it verify no more. */
    @Test
    void aKeyThatTheLogHasSignedWithIsNotReplacedByAnotherUnlessTheLogHasEnded() throws Exception {
        SampleLedger.of(5).write(operator.path("logs/provenance_chain.jsonl"));
        assertThat(operator.run("provenance", "proof", "--entry", "5").code()).isZero();
        String lost = "security/log.mldsa44.pem";
        Files.delete(operator.path(lost));

        Answer refused = operator.run("keys", "generate", "--log");
        assertThat(refused.code()).isEqualTo(77);
        assertThat(refused.err()).contains("the log has signed checkpoints with " + lost, "Put it back from a copy");
        assertThat(operator.path(lost)).doesNotExist();

        String descriptor = "canonical/core_bucket_bridge.json";
        operator.write(
                descriptor,
                operator.text(descriptor).replaceFirst("\\{", "{\"log\": {\"origin\": \"next.example/log\"},"));
        assertThat(operator.run("freeze", "--reason", "another log").code()).isZero();
        assertThat(operator.run("keys", "generate", "--log").code()).isZero();
        assertThat(operator.path(lost)).exists();
    }

    @Test
    void theLogsKeysAreMadeWhereTheyAreNotAndNeverOverwritten() throws Exception {
        Set<String> old = vkeys(operator.run("keys", "show"));
        assertThat(operator.run("keys", "generate", "--log").code()).isEqualTo(77);
        assertThat(operator.run("keys", "generate", "--log", "education").code())
                .isEqualTo(64);
        assertThat(operator.run("keys", "rotate", "--log", "education").code()).isEqualTo(64);
        assertThat(operator.run("keys", "rotate", "module", "--drop-previous").code())
                .isEqualTo(64);
        assertThat(vkeys(operator.run("keys", "show"))).isEqualTo(old);

        Files.delete(operator.path("security/log.ed25519.pem"));
        assertThat(operator.run("verify").out()).contains("LOG KEY MISSING: security/log.ed25519.pem");
        assertThat(vkeys(operator.run("keys", "generate", "--log"))).hasSize(2).isNotEqualTo(old);
        operator.setMode("security/log.mldsa44.pem", "rw-r--r--");
        assertThat(operator.run("verify").out()).contains("KEY OPEN TO OTHERS: security/log.mldsa44.pem");
    }

    @Test
    void showSaysOfAPrivateHalfWhyItCanNotBeUsed() throws Exception {
        operator.setVariable("BRIDGECTL_PASSPHRASE", "correct horse");
        operator.run("keys", "generate", "locked", "--bits", "2048", "--encrypt");
        operator.run("keys", "generate", "fifo", "--bits", "2048");
        operator.write("security/private.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        operator.setMode("security/private.pem", "rw-------");
        Files.delete(operator.path("security/token.private.pem"));
        Files.createDirectory(operator.path("security/token.private.pem"));
        Files.delete(operator.path("security/bridge.private.pem"));
        Files.createSymbolicLink(operator.path("security/bridge.private.pem"), Path.of("nowhere"));
        Files.delete(operator.path("security/fifo.private.pem"));
        SpecialFiles.fifo(operator.path("security/fifo.private.pem"));

        List<String> lines = operator.run("keys", "show").lines();

        assertThat(line(lines, "locked.")).endsWith("  private half here, mode 0600, encrypted");
        assertThat(line(lines, ""))
                .contains("  private half here, mode 0600, but ")
                .contains("key");
        assertThat(line(lines, "token.")).endsWith(", but it is a directory");
        assertThat(line(lines, "bridge.")).endsWith(", but it is a symbolic link");
        assertThat(line(lines, "fifo.")).contains("  private half here, mode 0").endsWith(", but it is a FIFO");
    }

    private static String line(List<String> lines, String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith("security/" + prefix + "public.pem"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSignatureIsOneThatOpensslVerifies() throws Exception {
        operator.write("notes.txt", "to be signed");

        Answer answer = operator.run("keys", "sign", "notes.txt");

        assertThat(masked(answer.out())).isEqualTo(operator.path("notes.txt.sig") + "  signed by <64 hex>\n");
        assertThat(answer.code()).isZero();
        assertThat(SystemCommand.exit(
                        operator.root(),
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-verify",
                        "security/release.public.pem",
                        "-signature",
                        "notes.txt.sig",
                        "notes.txt"))
                .isZero();
    }

    @Test
    void aSignatureByOpensslVerifiesRawAndInBase64() throws Exception {
        operator.write("notes.txt", "to be signed");
        assertThat(SystemCommand.exit(
                        operator.root(),
                        "openssl",
                        "dgst",
                        "-sha256",
                        "-sign",
                        "security/private.pem",
                        "-out",
                        "raw.sig",
                        "notes.txt"))
                .isZero();
        byte[] raw = operator.read("raw.sig");
        operator.write("base64.sig", Base64.getEncoder().encodeToString(raw) + "\n");
        operator.write("mime.sig", Base64.getMimeEncoder().encodeToString(raw) + "\r\n");
        operator.write(
                "blanks.sig",
                "  "
                        + Base64.getMimeEncoder(4, "\t\n ".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(raw));
        assertThat(SystemCommand.exit(operator.root(), "openssl", "base64", "-in", "raw.sig", "-out", "openssl.sig"))
                .isZero();
        assertThat(operator.text("openssl.sig").lines().count()).isGreaterThan(1);

        for (String signature : new String[] {"raw.sig", "base64.sig", "mime.sig", "blanks.sig", "openssl.sig"}) {
            Answer answer = verify(signature);

            assertThat(masked(answer.out())).isEqualTo("notes.txt: signed by <64 hex>\n");
            assertThat(answer.err()).isEmpty();
            assertThat(answer.code()).isZero();
        }
    }

    /** In a JVM whose whole memory is a tenth of the file. */
    @Test
    void aFileOfAnyLengthIsSignedAndVerifiedAsItIsRead() throws Exception {
        String file = operator.path("big.bin").toString();
        try (RandomAccessFile big = new RandomAccessFile(file, "rw")) {
            big.setLength(320 << 20);
        }

        assertThat(inLittleMemory("keys", "sign", file)).startsWith(file + ".sig  signed by ");
        assertThat(inLittleMemory(
                        "keys",
                        "verify",
                        file,
                        "--signature",
                        file + ".sig",
                        "--key",
                        operator.path("security/release.public.pem").toString()))
                .startsWith(file + ": signed by ");
    }

    private String inLittleMemory(String... words) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("--root", operator.root().toString()));
        arguments.addAll(List.of(words));
        return ChildJvm.output(
                new ProcessBuilder(ChildJvm.command(List.of("-Xmx32m"), Main.class, arguments.toArray(String[]::new))));
    }

    @Test
    void aSignatureThatDoesNotHoldIs1() throws IOException {
        operator.write("notes.txt", "to be signed");
        operator.run("keys", "sign", "notes.txt");
        operator.write("empty.sig", "");

        Answer answer = verify("notes.txt.sig");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(masked(answer.err()))
                .isEqualTo("bridgectl: notes.txt: the signature does not hold under <64 hex>\n");
        assertThat(verify("empty.sig").code()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsNoneIs65AndAMissingOneIs66() throws IOException {
        operator.write("notes.txt", "to be signed");
        operator.write("broken.pem", "no key");

        Answer broken = operator.run("keys", "sign", "notes.txt", "--key", "broken.pem");

        assertThat(broken.code()).isEqualTo(65);
        assertThat(broken.err()).startsWith("bridgectl: ").contains("broken.pem");
        assertThat(operator.run("keys", "sign", "notes.txt", "--key", "nothing.pem")
                        .code())
                .isEqualTo(66);
        assertThat(operator.run("keys", "sign", "nothing.txt").code()).isEqualTo(66);
    }

    @Test
    void rotateMakesANewPairAndKeepsTheOldPublicHalf() throws Exception {
        byte[] old = operator.read("security/token.public.pem");

        Answer answer = operator.run("keys", "rotate", "token");

        assertThat(masked(answer.out()))
                .isEqualTo("old  <64 hex>  token.public.previous.pem\nnew  <64 hex>  token.public.pem\n");
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
        assertThat(operator.read("security/token.public.previous.pem")).isEqualTo(old);
        assertThat(operator.read("security/token.public.pem")).isNotEqualTo(old);
        assertThat(operator.mode("security/token.private.pem")).isEqualTo("rw-------");
        assertReady(operator.run("verify"));
    }

    @Test
    void everyPublicHalfOutlivesAnyNumberOfRotations() throws Exception {
        Set<String> before = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            before.add(operator.text("security/token.public.pem"));
            assertThat(operator.run("keys", "rotate", "token").code()).isZero();
        }

        Set<String> kept = new TreeSet<>();
        for (Path file : operator.filesBelow(operator.path("security"))) {
            if (file.getFileName().toString().matches("token\\.public\\..+\\.pem")) {
                kept.add(Files.readString(file));
            }
        }
        assertThat(kept).isEqualTo(before);
    }

    @Test
    void theReleaseKeyIsNotRotatedSinceEveryHostRemembersIt() throws IOException {
        Map<String, String> before = TreeSnapshot.of(operator.path("security"));

        Answer answer = operator.run("keys", "rotate", "release");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).startsWith("bridgectl: the release key is not rotated here");
        assertThat(TreeSnapshot.of(operator.path("security"))).isEqualTo(before);
    }

    @Test
    void aKeyThatIsNotThereIsNotRotated() {
        assertThat(operator.run("keys", "rotate", "nobody").code()).isEqualTo(66);
    }

    @Test
    void keysWithoutACommandIs64AndShowsWhatThereIs() {
        Answer answer = operator.run("keys");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).startsWith("Usage: bridgectl keys ").endsWith("""
                        bridgectl: a command is needed: generate, rotate, show, sign, verify or accept-clock
                        See: bridgectl keys --help
                        """);
    }

    private Answer verify(String signature) {
        return operator.run("keys", "verify", "notes.txt", "--signature", signature, "--key", "security/public.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys rotate", "keys sign", "keys verify --signature s --key k"})
    void whatIsNeededIsAskedForAndNothingIsDone(String line) throws Exception {
        Map<String, String> before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run(line.split(" "));

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).startsWith("bridgectl: Missing required parameter");
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }
}
