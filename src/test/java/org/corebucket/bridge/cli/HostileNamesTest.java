package org.corebucket.bridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.text.FileNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file is called, no command prints a line that the name forged, or anything that a terminal obeys. */
final class HostileNamesTest {

    /** A line feed, then what passes for a line of its own; and sequences that erase what stands there. */
    private static final String EVIL = "e\nFORGED [OK] \u001b[2K\u001b[1A\r\u202e\u0007x";

    private Operator operator;
    private final List<String> wrong = new ArrayList<>();

    /** The deployment's own directory has such a name, too. */
    @BeforeEach
    void deployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(Files.createDirectory(directory.resolve("d" + EVIL)));
    }

    @Test
    void noCommandPrintsAForgedLine() throws Exception {
        String evil = "canonical/" + EVIL;
        run("status");
        operator.write(evil, "x");
        run("verify", "verify --quiet", "verify --format github", "verify --check unlisted-files", "status", "certify");
        run("freeze --reason more");
        operator.write(evil, "y");
        run("verify", "restore --dry-run", "certify");
        run("restore");
        Files.delete(operator.path(evil));
        run(
                "verify",
                "verify --format sarif",
                "verify --format junit",
                "verify --format json",
                "restore",
                "freeze --reason less");
        Files.delete(operator.path(evil));
        run("freeze --reason gone");
        runWith(EVIL, "init", "--adopt");
        operator.write(EVIL, "z");
        runWith(EVIL, "init", "--adopt");
        runWith(EVIL, "verify", "--manifest");
        runWith(EVIL + "/none", "verify", "--manifest");
        runWith(EVIL, "verify", "--trust");
        runWith(EVIL, "verify", "--check");
        runWith(".", "verify", "--output");
        runWith(EVIL + "/none", "verify", "--output");
        runWith(EVIL, "verify", "--output");
        runWith(EVIL, "provenance", "verify");
        runWith(EVIL, "keys", "sign");
        runWith(EVIL, "keys", "sign", "--key", "security/release.private.pem", "--output");
        runWith(EVIL, "keys", "sign", "--key");
        runWith(EVIL, "keys", "show");
        runWith(EVIL, "keys", "generate", "x", "--dir");
        runWith(EVIL, "keys", "verify", EVIL, "--signature", EVIL, "--key");
        runWith("security/release.public.pem", "keys", "verify", EVIL, "--signature", EVIL, "--key");
        runWith(EVIL, "certify", "--check");
        runWith(EVIL, "run");
        runWith(EVIL, "restore");
        runWith(EVIL, "sync", "--module");
        runWith(EVIL, "sync", "--module", "finance", "--data");
        runWith(EVIL, "sync", "--from");
        runWith(EVIL, "sync", "--drain", "--token-file");
        runWith(EVIL, "heartbeat", "--module");
        runWith(EVIL, "token", "inspect");
        runWith(EVIL, "token", "issue", "--role", "module", "--subject", "s", "--module");
        runWith(EVIL, "incident", "show");
        runWith(EVIL, "stop", "--reason");
        run("incident list", "status", "verify");
        runWith(EVIL, "--root");
        runWith(EVIL, "verify", "--root");
        runWith(EVIL, "--" + EVIL);
        runWith(EVIL);

        assertThat(wrong).isEmpty();
    }

    @Test
    void aDigestListMayNameAnything() throws Exception {
        operator.write(EVIL, "foo");
        String escaped = EVIL.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        String sum = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
        operator.write("sums", "\\" + sum + "  " + escaped + "\n\\" + sum + "  missing" + escaped + "\n");

        run("verify --manifest sums", "verify --manifest sums --format github");
        assertThat(wrong).isEmpty();
    }

    @Test
    void bytesThatAreNoUtf8AreShownAndTellNamesApart() throws Exception {
        for (String name : List.of("canonical/a\udcff", "canonical/a\udcfe")) {
            Path file = operator.path("canonical").resolve(FileNames.name(name.substring("canonical/".length())));
            Files.write(file, "x".getBytes(UTF_8));
        }

        Answer verified = operator.run("verify", "--check", "unlisted-files");

        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.out()).contains("canonical/a\\xff").contains("canonical/a\\xfe");
        Answer frozen = operator.run("freeze", "--reason", "bytes");
        assertThat(frozen.code()).isEqualTo(78);
        assertThat(frozen.err()).contains("a\\xf").contains("UTF-8");
        Answer restored = operator.run("restore");
        assertThat(restored.code()).isEqualTo(1);
        assertThat(restored.err()).contains("UNLISTED FILE: canonical/a\\xff");
    }

    private void run(String... lines) {
        for (String line : lines) {
            look(line, operator.run(line.split(" ")));
        }
    }

    private void runWith(String last, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(last);
        look(String.join(" ", words), operator.run(all.toArray(String[]::new)));
    }

    private void look(String command, Answer answer) {
        for (String line : (answer.out() + "\n" + answer.err()).split("\n", -1)) {
            boolean acts = line.codePoints().anyMatch(c -> (c != '\t' && Character.isISOControl(c)) || c == 0x202e);
            if (acts || line.startsWith("FORGED")) {
                wrong.add(command + " -> " + line.replace("\u001b", "<ESC>").replace("\r", "<CR>"));
            }
        }
    }
}
