package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.corebucket.bridge.report.RuleHelp;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.verification.ReadinessCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No report claims what one of its findings denies: every check of every flaw is read for such a line of evidence. */
final class EvidenceTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Lines that speak of everything there is. One may stand beside a finding only if it speaks of something else. */
    private static final Pattern OF_EVERYTHING = Pattern.compile(
            "^(Nothing|No |All |Every|Six|Baseline|Seal verified|Ledger|The ledger is|Watched|Processes|serial )|(\\d+) of \\2 ");

    /** How such a line begins, and the findings of its own check that it says nothing of. */
    private static final Map<String, Set<String>> SPEAKS_OF_SOMETHING_ELSE = Map.of(
            "No emergency stop",
            Set.of(
                    "baseline-incomplete",
                    "watch-record",
                    "watch-late",
                    "not-watched",
                    "no-alert-sink",
                    "alert-orphaned",
                    "alert-unverified"),
            "No watch runs",
            Set.of("baseline-incomplete", "emergency-stop", "incident-went-back", "alert-orphaned", "alert-unverified"),
            "No alert sink",
            Set.of("baseline-incomplete", "emergency-stop", "incident-went-back", "watch-late", "watch-record"),
            "Baseline intact",
            Set.of(
                    "emergency-stop",
                    "incident-went-back",
                    "watch-record",
                    "watch-late",
                    "not-watched",
                    "no-alert-sink",
                    "alert-orphaned",
                    "alert-unverified"),
            "Seal verified",
            Set.of("serial-lower", "deployment-changed", "clock-set-back", "state-unusable"),
            "serial ",
            Set.of("seal-expired", "seal-key-differs"),
            "The ledger is empty",
            Set.of("log-unusable", "witness-went-back"),
            "Ledger: ",
            Set.of("log-unverifiable", "witness-quorum-missing"),
            "No checkpoint yet",
            Set.of("log-unverifiable", "witness-quorum-missing"));

    private static final Pattern CODE = Pattern.compile("\"([a-z]+(?:-[a-z0-9]+)+)\"");

    /** Cautions, elements of other forms. */
    private static final Set<String> NO_FINDINGS = Set.of(
            "taken-on-trust",
            "stop-not-told",
            "module-late",
            "ledger-archived",
            "ledger-database-weak",
            "tls-expires",
            "port-privileged",
            "system-out",
            "accept-clock",
            "operator-stop",
            "ledger-went-back");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("org.corebucket.bridge.cli.Flaw#all")
    void noEvidenceContradictsAFinding(Flaw flaw) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        flaw.act().at(operator);

        Answer answer = operator.run(
                flaw.deep()
                        ? new String[] {"verify", "--format", "json", "--deep"}
                        : new String[] {"verify", "--format", "json"});

        JsonNode report = MAPPER.readTree(answer.out());
        assertThat(report.findValuesAsText("code"))
                .as(report.get("violations").toString())
                .contains(flaw.code());
        for (JsonNode check : report.get("checks")) {
            for (JsonNode finding : check.get("findings")) {
                assertThat(contradictions(check, finding))
                        .as(finding.toPrettyString())
                        .isEmpty();
            }
        }
        assertThat(verifiedFiles(operator)).noneMatch(paths(report, "canonical-hashes")::contains);
    }

    /** Every word with hyphens in a source that makes findings is the code of one, unless it is one of these. */
    @Test
    void everyKindOfFindingIsExplainedToWhoReadsTheRule() throws IOException {
        Set<String> unexplained = new TreeSet<>();
        try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    all.filter(path -> path.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                if (text.contains("import org.corebucket.bridge.readiness.Finding;")) {
                    CODE.matcher(text).results().map(found -> found.group(1)).forEach(unexplained::add);
                }
            }
        }
        unexplained.removeIf(
                code -> NO_FINDINGS.contains(code) || !RuleHelp.of(code).isEmpty());
        unexplained.removeAll(ReadinessCheck.ids());

        assertThat(unexplained).isEmpty();
        assertThat(Flaw.all()).allMatch(flaw -> !RuleHelp.of(flaw.code()).isEmpty());
    }

    private static List<String> contradictions(JsonNode check, JsonNode finding) {
        String code = finding.get("code").textValue();
        List<String> contradictions = new ArrayList<>();
        for (JsonNode line : check.get("evidence")) {
            String evidence = line.textValue();
            boolean ofTheSame = !(code.startsWith("ledger-") && evidence.endsWith(" opens for appending"))
                    && subjects(finding).stream().anyMatch(subject -> mentions(evidence, subject));
            boolean ofAll = OF_EVERYTHING.matcher(evidence).find() && !speaksOfSomethingElse(evidence, code);
            if (ofTheSame || ofAll) {
                contradictions.add(evidence);
            }
        }
        return contradictions;
    }

    /** The path, and what the message names before it says what is wrong with it. */
    private static Set<String> subjects(JsonNode finding) {
        Set<String> subjects = new TreeSet<>();
        if (finding.get("path").isTextual() && !finding.get("path").textValue().equals("canonical/policy.json")) {
            subjects.add(finding.get("path").textValue());
        }
        String message = finding.get("message").textValue();
        int from = message.indexOf(": ");
        int to = message.indexOf(" - ", Math.max(from, 0));
        if (from >= 0 && to > from) {
            subjects.add(message.substring(from + 2, to));
        }
        return subjects;
    }

    private static boolean mentions(String evidence, String subject) {
        return Pattern.compile("(^|[ ,;:])" + Pattern.quote(subject) + "($|[ ,;:])")
                .matcher(evidence)
                .find();
    }

    private static boolean speaksOfSomethingElse(String evidence, String code) {
        boolean ofListedBytes = evidence.contains(" listed files match, ")
                && (code.startsWith("attribute") || code.startsWith("outside-"));
        return ofListedBytes
                || SPEAKS_OF_SOMETHING_ELSE.entrySet().stream()
                        .anyMatch(entry -> evidence.startsWith(entry.getKey())
                                && entry.getValue().contains(code));
    }

    private static Set<String> paths(JsonNode report, String id) {
        Set<String> paths = new TreeSet<>();
        for (JsonNode check : report.get("checks")) {
            if (check.get("id").textValue().equals(id)) {
                check.get("findings")
                        .forEach(finding -> paths.add(finding.get("path").asText()));
            }
        }
        return paths;
    }

    private static List<String> verifiedFiles(Operator operator) throws IOException {
        String tag = "[OK] Hash verified: ";
        return operator.run("verify")
                .out()
                .lines()
                .filter(line -> line.startsWith(tag))
                .map(line -> line.substring(tag.length()))
                .toList();
    }
}
