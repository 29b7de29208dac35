package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.Resources;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SampleLedger;
import org.jspecify.annotations.Nullable;

/**
 * A command that writes, in a deployment that gives it something to do.
 *
 * @param line what is typed, again when the disk works again; {@code BRIDGE} stands for the address of a bridge on another
 *     disk, {@code INCIDENT} for the id of the only incident
 * @param fresh whether it begins with no deployment at all
 * @param preparation what is there before
 * @param eachTime what is done in it before each single try
 * @param ready which answers of {@code verify} are right after it failed: the old, or the new
 * @param done what it answers in the end
 * @param after what {@code verify} answers then
 * @param always what holds at every moment: an assertion
 */
record WritingCommand(
        String line,
        boolean fresh,
        Preparation preparation,
        Preparation eachTime,
        Set<Integer> ready,
        Set<Integer> done,
        int after,
        Assertion always) {

    private static final String INTRUDER = "left by an intruder";
    private static final String PROGRAM = "core_bucket_bridge.py";
    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";
    private static final String QUEUE = "sync --module finance --data update.json --bridge ";

    /** Nobody listens at this address. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    /**
     * Where a command is tried.
     *
     * @param bridge on another disk, with the same keys; null if the command needs none
     */
    record Site(Operator operator, @Nullable RunningBridge bridge) {

        private RunningBridge running() {
            return Objects.requireNonNull(bridge);
        }
    }

    /** Prepares a deployment. */
    interface Preparation {
        void of(Operator operator) throws Exception;
    }

    /** Looks at a deployment, knowing what was answered last. */
    interface Assertion {
        void of(Site site, Answer answer) throws Exception;
    }

    private static WritingCommand ending(String line, Set<Integer> ready, int after) {
        return new WritingCommand(
                line, false, operator -> {}, operator -> {}, ready, Set.of(0), after, (site, answer) -> {});
    }

    /** It may fail in between, and leaves a deployment that is ready all the while. */
    private static WritingCommand harmless(String line) {
        return ending(line, Set.of(0), 0);
    }

    private WritingCommand in(Preparation prepared) {
        return new WritingCommand(line, fresh, prepared, eachTime, ready, done, after, always);
    }

    private WritingCommand eachTime(Preparation before) {
        return new WritingCommand(line, fresh, preparation, before, ready, done, after, always);
    }

    private WritingCommand mayAnswer(Integer... codes) {
        return new WritingCommand(line, fresh, preparation, eachTime, ready, Set.of(codes), after, always);
    }

    private WritingCommand beginning() {
        return new WritingCommand(line, true, preparation, eachTime, ready, done, after, always);
    }

    private WritingCommand andAlways(Assertion assertion) {
        return new WritingCommand(line, fresh, preparation, eachTime, ready, done, after, assertion);
    }

    /** All that write below a deployment, but for those that serve or loop. */
    static List<WritingCommand> all() {
        List<WritingCommand> all = new ArrayList<>(List.of(
                ending("init", Set.of(0, 66, 8, 16, 18, 24, 26, 2, 10), 0).beginning(),
                harmless("verify"),
                ending("freeze --reason again", Set.of(0, 4), 0).in(operator -> operator.write(PROGRAM, "changed")),
                ending("restore", Set.of(0, 4), 0)
                        .in(operator -> operator.write(PROGRAM, INTRUDER))
                        .andAlways(WritingCommand::theEvidenceIsThere),
                ending("restore --to 1", Set.of(0, 4), 0).in(operator -> {
                    operator.write(PROGRAM, "second");
                    operator.run("freeze", "--reason", "second");
                }),
                harmless("restore --modes"),
                harmless("keys generate other").mayAnswer(0, 77),
                ending("keys rotate module", Set.of(0, 8), 0)
                        .in(operator -> remember(operator, "public.pem"))
                        .andAlways((site, answer) -> whatWasSignedVerifies(site.operator(), "")),
                ending("keys rotate bridge", Set.of(0, 8), 0)
                        .in(operator -> remember(operator, "bridge.public.pem"))
                        .andAlways((site, answer) -> whatWasSignedVerifies(site.operator(), "bridge.")),
                harmless("keys sign README").in(operator -> operator.write("README", "text")),
                harmless("keys sign README --output signature").in(operator -> operator.write("README", "text")),
                ending("keys accept-clock --reason test", Set.of(0, 16), 0).in(WritingCommand::clockThatWasAhead),
                ending("stop --reason test", Set.of(0, 32), 32),
                ending("incident resolve INCIDENT --reason solved", Set.of(0, 32), 0)
                        .in(operator -> operator.run("stop", "--reason", "test")),
                harmless("incident acknowledge INCIDENT --reason seen").in(WritingCommand::warning),
                harmless("certify --output certificate.md"),
                harmless(QUEUE + NOWHERE)
                        .mayAnswer(69)
                        .in(operator -> operator.write("update.json", "{\"n\":1}"))
                        .andAlways(WritingCommand::whatIsAcknowledgedIsKept),
                harmless(QUEUE + "BRIDGE")
                        .eachTime(operator -> operator.write("update.json", "{\"n\":\"" + UUID.randomUUID() + "\"}"))
                        .andAlways(WritingCommand::whatIsAcknowledgedIsKept),
                harmless("sync --drain --bridge BRIDGE")
                        .eachTime(operator -> {
                            operator.write("update.json", "{\"n\":\"" + UUID.randomUUID() + "\"}");
                            assertThat(operator.run((QUEUE + NOWHERE).split(" "))
                                            .code())
                                    .isEqualTo(69);
                        })
                        .andAlways(WritingCommand::theUpdateIsSomewhere),
                harmless("heartbeat --module finance --bridge BRIDGE"),
                harmless("run automation --once").in(WritingCommand::jobs).mayAnswer(69),
                harmless("alert test").in(operator -> {
                    replace(
                            operator,
                            "canonical/policy.json",
                            "\"alerts\": *\\[\\]",
                            "\"alerts\": [{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"cat >/dev/null\"]}]");
                    freeze(operator);
                }),
                harmless("provenance checkpoint"),
                ending("provenance archive", Set.of(0, 8), 0)
                        .in(operator -> Files.write(operator.path(LEDGER), ledgerOfV5()))
                        .andAlways(WritingCommand::theLedgerOfV5IsWhole),
                ending("provenance recover --reason test", Set.of(0, 8, 16, 24, 32, 40, 48, 56), 32)
                        .in(WritingCommand::damagedLedger)
                        .andAlways(WritingCommand::everyEntryIsKept)));
        all.addAll(together());
        return all;
    }

    /** Those by which several decide together (CONTRACT 13): nothing is in force before enough have approved it. */
    private static List<WritingCommand> together() {
        return List.of(
                harmless("trust init --holder anna=../anna.pem --reason two").in(Holders::of),
                harmless("trust propose --remove anna --reason leaves").in(Holders::twoOfThree),
                harmless("trust sign --key ../anna.key").in(WritingCommand::proposedRoot),
                harmless("trust apply")
                        .in(operator -> {
                            Holders holders = proposedRoot(operator);
                            holders.succeed("approve", "seal", "--key", holders.privateHalf("bruno"));
                            approved(holders);
                        })
                        .mayAnswer(0, 66),
                ending("freeze --propose --reason more", Set.of(4), 4).in(operator -> {
                    Holders.twoOfThree(operator);
                    operator.write(PROGRAM, "changed");
                }),
                ending("approve freeze --key ../anna.key", Set.of(4), 4).in(WritingCommand::proposedFreeze),
                ending("approve freeze --withdraw", Set.of(4), 4)
                        .in(WritingCommand::proposedFreeze)
                        .mayAnswer(0, 66),
                ending("freeze --complete", Set.of(0, 4), 0)
                        .in(operator -> approved(proposedFreeze(operator)))
                        .mayAnswer(0, 66),
                ending("restore --to 1 --unsealed", Set.of(0, 4), 4)
                        .in(operator -> {
                            Holders holders = proposedFreeze(operator);
                            approved(holders);
                            holders.succeed("freeze", "--complete");
                        })
                        .mayAnswer(4),
                ending("keys accept-clock --complete", Set.of(0, 16), 0)
                        .in(operator -> {
                            Holders holders = Holders.twoOfThree(operator);
                            clockThatWasAhead(operator);
                            holders.succeed("keys", "accept-clock", "--propose", "--reason", "test");
                            approved(holders);
                        })
                        .mayAnswer(0, 66),
                ending("incident resolve INCIDENT --complete", Set.of(0, 32), 0).in(operator -> {
                    Holders holders = Holders.twoOfThree(operator);
                    holders.succeed("stop", "--reason", "test");
                    holders.succeed("incident", "resolve", theIncident(operator), "--propose", "--reason", "solved");
                    approved(holders);
                }),
                harmless("certify --complete --output certificate.md")
                        .in(operator -> {
                            Holders holders = Holders.twoOfThree(operator);
                            holders.succeed("certify", "--propose");
                            approved(holders);
                        })
                        .mayAnswer(0, 66));
    }

    private static Holders proposedRoot(Operator operator) throws IOException {
        Holders holders = Holders.twoOfThree(operator);
        holders.succeed("trust", "propose", "--remove", "anna", "--reason", "anna leaves");
        return holders;
    }

    private static Holders proposedFreeze(Operator operator) throws IOException {
        Holders holders = Holders.twoOfThree(operator);
        operator.write(PROGRAM, "changed");
        holders.succeed("freeze", "--propose", "--reason", "more");
        return holders;
    }

    /** All but clara approve the only thing that is proposed. */
    private static void approved(Holders holders) {
        holders.approve("anna");
        holders.approve("bruno");
        holders.succeed("approve");
    }

    /** Those of them that the suite tries each time: quick ones, each of another kind. */
    static List<WritingCommand> some() {
        return all().stream()
                .filter(command -> List.of(
                                "restore",
                                "keys rotate bridge",
                                "stop --reason test",
                                "incident resolve INCIDENT --reason solved",
                                "provenance recover --reason test",
                                "trust apply",
                                "freeze --complete")
                        .contains(command.line()))
                .toList();
    }

    /** Whether it speaks to a bridge. */
    boolean needsBridge() {
        return line.contains("BRIDGE");
    }

    /** What is typed at a site. */
    String[] args(Site site) throws IOException {
        List<String> args = new ArrayList<>(Arrays.asList(line.split(" ")));
        args.replaceAll(arg -> arg.equals("BRIDGE") ? site.running().address().toString() : arg);
        int incident = args.indexOf("INCIDENT");
        if (incident >= 0) {
            args.set(incident, theIncident(site.operator()));
        }
        return args.toArray(String[]::new);
    }

    /** The id of the only incident. */
    static String theIncident(Operator operator) throws IOException {
        try (Stream<Path> files = Files.list(operator.path("logs/incidents"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void freeze(Operator operator) {
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
    }

    private static void replace(Operator operator, String file, String pattern, String text) throws IOException {
        operator.write(file, operator.text(file).replaceFirst(pattern, text));
    }

    /** A host that verified a month ahead of the time. */
    private static void clockThatWasAhead(Operator operator) {
        operator.setClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(30)));
        assertThat(operator.run("verify").code()).isZero();
        operator.setClock(Clock.systemUTC());
    }

    /** A form that nobody approved, tried twice in an hour. */
    private static void warning(Operator operator) throws IOException {
        operator.run("run", "automation", "--onec");
        operator.run("run", "automation", "--onec");
        assertThat(theIncident(operator)).isNotEmpty();
    }

    /** An update for a bridge that is not there, and a plugin. */
    private static void jobs(Operator operator) throws IOException {
        operator.write("canonical/automation/plugin.sh", "echo '{}'\n");
        operator.setMode("canonical/automation/plugin.sh", "rw-r--r--");
        operator.write("canonical/automation/runner.json", """
                {"jobs": [{"name": "all", "trigger": {"type": "onStartup"}, "actions": [
                  {"type": "run_plugin", "plugin": "canonical/automation/plugin.sh", "argv": ["sh", "{file}"]},
                  {"type": "send_core_update", "data": {"module": "finance", "data": {"n": 1}}}],
                  "timeout": "60s", "retries": 0, "on_missed": "skip"}]}
                """);
        replace(operator, DESCRIPTOR, "\"port\": 8000", "\"port\": 9");
        operator.setVariable("PATH", System.getenv("PATH"));
        freeze(operator);
    }

    private static byte[] ledgerOfV5() {
        return Resources.bytes("ledger/chain_v5_good.jsonl");
    }

    /** Five entries, of which the third is not what was acknowledged. */
    private static void damagedLedger(Operator operator) throws IOException {
        SampleLedger ledger = SampleLedger.of(5);
        ledger.write(operator.path(LEDGER));
        assertThat(operator.run("verify").code()).isZero();
        ledger.lines().set(2, ledger.lines().get(2).replace("caf", "CAF"));
        ledger.write(operator.path(LEDGER));
    }

    /** What an intruder left lies in its place, or aside. */
    private static void theEvidenceIsThere(Site site, Answer answer) throws IOException {
        Operator operator = site.operator();
        if (operator.text(PROGRAM).equals(INTRUDER)) {
            return;
        }
        assertThat(operator.filesBelow(operator.path("manifests/aside")))
                .anySatisfy(file -> assertThat(file).hasContent(INTRUDER));
    }

    private static void remember(Operator operator, String half) throws IOException {
        Files.copy(operator.path("security/" + half), operator.beside("known.pem"));
    }

    /**
     * Whatever the private half that is there signs, and what the one before signed as long as it was there, verifies under one
     * of the public halves that are believed.
     */
    private static void whatWasSignedVerifies(Operator operator, String prefix) throws Exception {
        List<String> believed = new ArrayList<>();
        for (String half : List.of("public.pem", "public.previous.pem")) {
            Path file = operator.path("security/" + prefix + half);
            if (Files.exists(file)) {
                believed.add(RsaPublicKey.fromPem(Files.readString(file), file.toString())
                        .fingerprint());
            }
        }
        Path file = operator.path("security/" + prefix + "private.pem");
        String own = RsaPrivateKey.fromPem(Files.readString(file), file.toString(), Passphrase.NONE)
                .publicKey()
                .fingerprint();
        assertThat(believed).contains(own);
    }

    /** What an answer calls queued is in the outbox, and what it calls accepted is in the bridge's ledger. */
    private static void whatIsAcknowledgedIsKept(Site site, Answer answer) throws IOException {
        String update = site.operator().text("update.json").replaceAll("[{}\\s]", "");
        if (answer.out().contains("queued 1")) {
            assertThat(outbox(site.operator())).contains(update);
        }
        if (answer.out().contains("accepted 1")) {
            assertThat(accepted(site)).contains(update);
        }
    }

    /** What was queued is there until the bridge has it, and the bridge has it once. */
    private static void theUpdateIsSomewhere(Site site, Answer answer) throws IOException {
        String update = site.operator().text("update.json").replaceAll("[{}\\s]", "");
        String there = accepted(site);
        assertThat(outbox(site.operator()) + there).contains(update);
        assertThat(there.split(Pattern.quote(update), -1)).hasSizeLessThanOrEqualTo(2);
    }

    private static String outbox(Operator operator) throws IOException {
        StringBuilder all = new StringBuilder();
        if (Files.exists(operator.path("outbox"))) {
            for (Path file : operator.filesBelow(operator.path("outbox"))) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString().replace(" ", "");
    }

    private static String accepted(Site site) throws IOException {
        return site.running().operator().text(LEDGER).replace(" ", "");
    }

    /** Not a byte of it is altered, wherever it lies. */
    private static void theLedgerOfV5IsWhole(Site site, Answer answer) throws IOException {
        byte[] old = ledgerOfV5();
        assertThat(List.of(LEDGER, "logs/provenance_chain.v5.jsonl"))
                .filteredOn(path -> Files.exists(site.operator().path(path)))
                .anySatisfy(path -> assertThat(site.operator().path(path)).hasBinaryContent(old));
    }

    /** Each of the five is in the ledger, or aside. */
    private static void everyEntryIsKept(Site site, Answer answer) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : site.operator().filesBelow(site.operator().path("logs"))) {
            all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        assertThat(all).contains("\"n-1\"", "\"n-2\"", "\"n-3\"", "\"n-4\"", "\"n-5\"", "CAF");
    }

    @Override
    public String toString() {
        return line;
    }
}
