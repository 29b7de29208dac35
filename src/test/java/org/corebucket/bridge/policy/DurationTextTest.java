package org.corebucket.bridge.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"30s, PT30S", "5m, PT5M", "2h, PT2H", "PT5M, PT5M", "P30D, PT720H", "PT0.5S, PT0.5S", "876600h, P36525D"
    })
    void reads(String text, Duration expected) {
        assertThat(DurationText.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "0s",
                "00m",
                "-5m",
                "+5m",
                "5 m",
                " 5m",
                "5M",
                "1.5h",
                "٣s",
                "5w",
                "PT0S",
                "PT-5M",
                "P1Y",
                "876601h",
                "9999999999h",
                "99999999999999999999s",
                "PT2562047788015215H",
                "P99999999999999999999D"
            })
    void refusesWhatIsNotAboveZeroAndWithinACentury(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessageContaining("like 30s, 5m, 2h, 30d or PT5M");
    }

    @Test
    void aFieldOfAFileIsRefusedWithItsLine() throws Exception {
        JsonFields fields =
                JsonFields.of(Json.parse("{\"a\": \"5m\",\n\"b\": \"0s\"}".getBytes(UTF_8), "file"), "file");

        assertThat(DurationText.read(fields, "a")).isEqualTo(Duration.ofMinutes(5));
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> DurationText.read(fields, "b"))
                .withMessageStartingWith("file:2: field \"b\": \"0s\" is not a duration above zero")
                .withMessageEndingWith("; write one like that");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "90s", "5m", "90m", "2h", "PT0.5S"})
    void writesWhatItRead(String text) {
        assertThat(DurationText.of(DurationText.parse(text))).isEqualTo(text);
    }

    /**
     * Looks for {@code "…" + duration} in all sources: a duration that nobody gave a text shows as {@code PT2S}. It knows the
     * names of a file's own variables, and of all methods and components, by the type that they are declared with.
     */
    @Test
    void noMessageShowsADurationAsJavaDoes() throws IOException {
        Map<Path, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.put(file, Files.readString(file));
            }
        }
        Set<String> methods = new TreeSet<>();
        for (String source : sources.values()) {
            all("\\bDuration (\\w+)\\(", source).forEach(methods::add);
            for (String components : all("\\brecord \\w+(?:<[^>]*>)?\\(([^)]*)\\)", source)) {
                all("\\bDuration (\\w+)", components).forEach(methods::add);
            }
        }
        List<String> raw = new ArrayList<>();
        sources.forEach((file, source) -> {
            Set<String> variables = new TreeSet<>(all("\\bDuration (\\w+)\\s*[,;=):]", source));
            for (String shown : all("\"\\s*\\+\\s*(" + NAME + ")(?=\\s*[+;),])", source)) {
                addIfDuration(shown, variables, methods, file, raw);
            }
            for (String shown : all("(" + NAME + ")\\s*\\+\\s*\"", source)) {
                addIfDuration(shown, variables, methods, file, raw);
            }
            for (String shown : all("(?:append|valueOf|println|print)\\((" + NAME + ")\\)", source)) {
                addIfDuration(shown, variables, methods, file, raw);
            }
        });
        assertThat(methods).contains("timeout", "interval");
        assertThat(raw).isEmpty();
    }

    private static final String NAME = "(?:\\w+(?:\\(\\))?\\.)*\\w+(?:\\(\\))?";

    private static void addIfDuration(
            String shown, Set<String> variables, Set<String> methods, Path file, List<String> raw) {
        String last = shown.substring(shown.lastIndexOf('.') + 1);
        boolean isDuration =
                last.endsWith("()") ? methods.contains(last.substring(0, last.length() - 2)) : variables.contains(last);
        if (isDuration) {
            raw.add(file + ": " + shown + "; write DurationText.of(" + shown + ")");
        }
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
