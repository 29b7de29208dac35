package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory where a command's own records should be: as a mount or a container's volume makes it. */
final class DirectoryInPlaceTest {

    private static final List<String> COMMANDS = List.of(
            "verify",
            "status",
            "run automation --once",
            "sync --drain --bridge http://127.0.0.1:1",
            "provenance verify",
            "provenance checkpoint",
            "heartbeat --check",
            "incident list",
            "restore --dry-run",
            "freeze --dry-run --reason x");

    private Operator operator;

    @BeforeEach
    void deploymentThatWasUsed(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        Outbox.at(operator.path("outbox"), OutboxLimits.STANDARD)
                .add(List.of(new Update("finance", "s-1", new JsonObject(Map.of(), 1), operator.now())));
        COMMANDS.forEach(command -> operator.run(command.split(" ", -1)));
    }

    @Test
    void whateverCanNotGoOnNamesIt() throws Exception {
        List<String> silent = new ArrayList<>();
        for (Path file : records()) {
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            Files.createDirectory(file);
            for (String command : COMMANDS) {
                Answer answer = operator.run(command.split(" ", -1));
                boolean named = (answer.out() + answer.err())
                        .contains(file.getFileName().toString());
                if (answer.code() == ExitCode.BUG || (answer.code() == ExitCode.IO_ERROR && !named)) {
                    silent.add(file + ": " + command + ": " + answer);
                }
            }
            if (Files.isDirectory(file)) {
                Files.delete(file);
            }
            Files.write(file, content);
        }
        assertThat(silent).isEmpty();
    }

    private List<Path> records() throws Exception {
        List<Path> records = new ArrayList<>();
        for (Path top : List.of(
                operator.path("logs"),
                operator.path("insight"),
                operator.path("manifests"),
                operator.path("outbox"),
                operator.path("automation"),
                operator.path("security"),
                operator.state())) {
            try (Stream<Path> files = Files.walk(top)) {
                records.addAll(files.filter(Files::isRegularFile).sorted().toList());
            }
        }
        return records;
    }
}
