package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.readiness.Mendable;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.MendableException.MendableKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a command that ends in an exception says, and its exit code. */
final class ErrorReportTest {

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int handle(Exception e) {
        Host host = new Host(Map.of(), directory, Clock.systemUTC());
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Session session = new Session(host, nowhere, new PrintWriter(err, true), Terminal.NONE);
        return new ErrorReport(session, new GlobalOptions()).handle(e);
    }

    @ParameterizedTest
    @CsvSource({"USAGE, 64", "MALFORMED, 65", "MISSING, 66", "LOCKED, 75", "REFUSED, 77", "NOT_ALLOWED, 78"})
    void eachKindOfWhatTheUserCanMendHasItsExitCode(MendableKind kind, int code) {
        assertThat(handle(new MendableException(kind, "the key is gone\nPut it back.")))
                .isEqualTo(code);
        assertThat(err.toString()).isEqualTo("bridgectl: the key is gone\nPut it back.\n");
    }

    @ParameterizedTest
    @MethodSource
    void troubleWithFilesIs74UnlessItsKindSaysMore(IOException trouble, int code) {
        assertThat(handle(trouble)).isEqualTo(code);
    }

    static Stream<Arguments> troubleWithFilesIs74UnlessItsKindSaysMore() {
        return Stream.of(
                Arguments.of(new IOException("the disk does not answer"), 74),
                Arguments.of(new BusyException(), 75),
                Arguments.of(new NoSuchFileException("key"), 66),
                Arguments.of(new FileNotFoundException("key"), 66));
    }

    @Test
    void anythingElseIsABugWhoseDetailsAreInAFile() throws IOException {
        assertThat(handle(new IllegalStateException("odd"))).isEqualTo(70);
        assertThat(err.toString())
                .startsWith("bridgectl: this is a bug: java.lang.IllegalStateException: odd\n"
                        + "Please report it with what is in ");
        Path details = Path.of(err.toString().strip().replaceFirst("(?s).* ", ""));
        assertThat(Files.readString(details))
                .contains("java.lang.IllegalStateException: odd\n\tat " + ErrorReportTest.class.getName());
        Files.delete(details);
    }

    private static final class BusyException extends IOException implements Mendable {

        private static final long serialVersionUID = 1L;

        @Override
        public MendableKind kind() {
            return MendableKind.LOCKED;
        }
    }
}
