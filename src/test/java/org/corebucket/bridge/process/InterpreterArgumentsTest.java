package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InterpreterArgumentsTest {

    /** Each line: a command line, the files that it runs, the module, and whether it runs standard input. */
    @ParameterizedTest
    @CsvFileSource(resources = "/processes/command-lines.csv", delimiter = '|', nullValues = "-", numLinesToSkip = 1)
    void aCommandLineRunsWhatItsManualSays(String commandLine, String files, String module, boolean input) {
        List<String> arguments = List.of(commandLine.split(" ", -1));
        String name = arguments.get(arguments.get(0).equals("busybox") ? 1 : 0);

        InterpreterArguments told =
                new InterpreterArguments(Objects.requireNonNull(Interpreter.named(name)), arguments);

        assertThat(String.join(" ", told.files())).isEqualTo(Objects.requireNonNullElse(files, ""));
        assertThat(told.module()).isEqualTo(Objects.requireNonNullElse(module, ""));
        assertThat(told.readsInput()).isEqualTo(input);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"python3", "python3.11", "python3.12-dbg", "pypy3", "bash", "php8.2", "perl5.36.0", "ksh93"})
    void anInterpreterIsKnownInEveryVersion(String name) {
        assertThat(Interpreter.named(name)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grep", "vim", "shred", "pythonize", "javac", "phpunit", "cat", "busybox", ""})
    void whatOnlyReadsFilesIsNoInterpreter(String name) {
        assertThat(Interpreter.named(name)).isNull();
    }

    @Test
    void anOptionWithoutItsValueIsNoCrash() {
        List<String> arguments = List.of("python3", "-m");

        assertThat(new InterpreterArguments(Objects.requireNonNull(Interpreter.named("python3")), arguments).files())
                .isEmpty();
    }
}
