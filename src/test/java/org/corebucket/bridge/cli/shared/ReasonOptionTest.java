package org.corebucket.bridge.cli.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reason says something, and can't forge a line of what states it. */
final class ReasonOptionTest {

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void deployment() throws Exception {
        operator = Operator.atDeployment(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "freeze",
                "stop",
                "incident acknowledge INC-20261123-080000-0123abcd",
                "incident resolve INC-20261123-080000-0123abcd",
                "keys accept-clock",
                "provenance recover"
            })
    void eachCommandWantsWordsOnOneLine(String command) throws Exception {
        assertThat(refusal(command, " ")).endsWith("--reason: expected the reason in some words, found none");
        assertThat(refusal(command, "a\n[OK] b"))
                .endsWith("--reason: expected words on one line, without control characters; found a\\n[OK] b");
        assertThat(refusal(command, "a\u001b[2K\r[OK] b")).contains("expected words on one line");
    }

    private String refusal(String command, String reason) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--reason", reason));
        Answer answer = operator.run(words.toArray(String[]::new));
        assertThat(answer.code()).as(answer.err()).isEqualTo(64);
        return answer.err().lines().findFirst().orElseThrow();
    }
}
