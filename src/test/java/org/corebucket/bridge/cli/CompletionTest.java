package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completions, read by the shells that they are for. */
final class CompletionTest {

    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path base;

    private Map<String, String> scripts;

    @BeforeEach
    void write() throws IOException {
        scripts = Documentation.manual().completions();
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            Path file = base.resolve(script.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, script.getValue());
        }
        Files.createFile(base.resolve("public.pem"));
    }

    /** What is typed, a blank between the words as bash divides them; the last one is completed. */
    @ParameterizedTest
    @CsvSource({
        "bridgectl ver, verify",
        "bridgectl keys ge, generate",
        "bridgectl --root /srv/bridge ver, verify",
        "bridgectl --root = /srv/bridge ver, verify",
        "bridgectl verify --read, --read-only",
        "bridgectl verify --format sa, sarif",
        "bridgectl verify --format = ju, junit",
        "bridgectl verify --trust pub, public.pem",
        "bridgectl --color al, always",
        "bridgectl init --system verify --ad, --adopt"
    })
    void bashCompletesWhatOnlyOneWordCanBe(String typed, String completed) throws Exception {
        assertThat(bash(typed)).isEqualTo(completed + "\n");
    }

    @Test
    void bashOffersEveryCommand() throws Exception {
        assertThat(bash("bridgectl keys ").lines()).containsExactly("generate", "rotate", "show", "sign", "verify");
    }

    @Test
    void bashOffersNothingWhereItCannotKnow() throws Exception {
        assertThat(bash("bridgectl verify --jobs ")).isEmpty();
    }

    @Test
    void zshReadsItsOwn() throws Exception {
        Path zsh = Path.of("/usr/bin/zsh");
        assumeTrue(Files.isExecutable(zsh), "zsh is missing: its completion is not read");

        assertThat(run(List.of(zsh.toString(), "-n", "zsh/vendor-completions/_bridgectl")))
                .isEmpty();
        assertThat(scripts.get("zsh/vendor-completions/_bridgectl"))
                .startsWith("#compdef bridgectl\n")
                .contains("'--trust=[The release key'\\''s public half to trust.]:PEM:_files'");
    }

    private String bash(String typed) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "bash is missing: its completion is not tried");
        String program = """
                . bash-completion/completions/bridgectl
                compopt() { :; }
                COMP_WORDS=($1)
                [[ $1 != *' ' ]] || COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _bridgectl
                printf '%s\\n' "${COMPREPLY[@]}" | sed '/^$/d'
                """;
        return run(List.of(BASH.toString(), "--norc", "-c", program, "bash", typed));
    }

    private String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
