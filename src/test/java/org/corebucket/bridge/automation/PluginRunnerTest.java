package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.guard.StartFacts;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.launch.Launcher;
import org.corebucket.bridge.launch.RunJournal;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real plugins in real processes. Time passes for them when they stand, and not before. */
@Timeout(120)
final class PluginRunnerTest {

    private static final String FILE = "canonical/automation/plugin.sh";
    private static final Task TASK = new Task("probe", NodeId.of(2), "session");

    private Operator operator;
    private Host host;
    private Deployment deployment;
    private boolean inForce;
    private final List<Refusal> refusals = new ArrayList<>();

    private Duration grace = Duration.ofMillis(50);

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        Files.write(operator.path(FILE), Resources.bytes("automation/plugin.sh"));
        operator.setMode(FILE, "rw-r--r--");
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
        host = new Host(
                Map.of("XDG_STATE_HOME", operator.state().toString(), "PATH", System.getenv("PATH"), "SECRET", "s"),
                operator.root(),
                Clock.fixed(operator.now(), ZoneOffset.UTC));
        deployment = Deployment.at(operator.root());
    }

    @Test
    void itsResultIsWhatItPrintedAndItWasToldForWhomItRuns() throws Exception {
        ActionResult result = run("say");

        assertThat(result.success()).isTrue();
        assertThat(CanonicalJson.of(result.details()))
                .contains("\"result\": {\"asked\": {\"job\": \"probe\", \"node_id\": \"node-002\", \"time\": \"2021-");
        assertThat(operator.text("automation/reports/engine.log"))
                .startsWith("2021-11-23T10:00:00Z - {\"plugin\":\"" + FILE
                        + "\",\"job\":\"probe\",\"node_id\":\"node-002\"")
                .contains("\"asked\"")
                .hasLineCount(1);
        assertThat(operator.path("automation/reports/plugin_errors.log")).doesNotExist();
        assertNothingIsLeft();
    }

    @Test
    void itsEnvironmentIsReduced() throws Exception {
        assertThat(run("environment").success()).isTrue();

        assertThat(operator.text("environment"))
                .contains("BRIDGECTL_CANONICAL_FILE=")
                .doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource({"hang, 1", "daemons, 3"})
    void whatDoesNotEndInTimeIsEndedWithAllThatItStarted(String how, int processes) throws Exception {
        ActionResult result = run(how, hoursOnce(processes));

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(errors()).contains("\"event\":\"timed_out\",\"detail\":\"its time of 1m was up");
        assertNothingIsLeft();
    }

    @Test
    void whatItLeavesRunningIsEnded() throws Exception {
        assertThat(run("leave").success()).isTrue();

        assertThat(standing(1)).isTrue();
        assertNothingIsLeft();
    }

    @Test
    void aFloodIsEndedAndNeverKept() throws Exception {
        ActionResult result = run("flood");

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(errors()).contains("\"event\":\"output_too_long\"");
        assertThat(Files.size(operator.path("automation/reports/plugin_errors.log")))
                .isLessThan(20_000);
        assertNothingIsLeft();
    }

    @Test
    void errorOutputIsOneLineHoweverLongItIs() throws Exception {
        run("errors", hoursOnce(1));

        assertThat(errors()).hasLineCount(2).contains("\"event\":\"stderr\"").contains("line\\nof errors");
        assertThat(Files.size(operator.path("automation/reports/plugin_errors.log")))
                .isLessThan(20_000);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "words", "two"})
    void whatPrintsAnythingElseThanOneJsonValueFails(String how) throws Exception {
        ActionResult result = run(how);

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(errors()).contains("\"event\":\"no_json\"");
        assertNothingIsLeft();
    }

    @Test
    void anExitCodeIsAFailureAndTheErrorOutputIsKept() throws Exception {
        ActionResult result = run("exit");

        assertThat(CanonicalJson.of(result.details())).contains("it ended with exit code 3; expected 0");
        assertThat(errors())
                .contains("\"event\":\"stderr\",\"bytes\":8,\"text\":\"no good\\n\"")
                .contains("\"event\":\"stdout\",\"bytes\":3,\"text\":\"{}\\n\"")
                .hasLineCount(3);
    }

    @Test
    void theStandardOutputOfOneThatFailedIsKeptAtBothEnds() throws Exception {
        run("explain");

        assertThat(errors())
                .contains("\"event\":\"stdout\",\"bytes\":5014,\"text\":\"begin\\n0000")
                .contains("\",\"end\":\"0000")
                .contains("0000the end\\n\"")
                .hasLineCount(2);
        assertThat(errors().length()).isLessThan(2_700);
    }

    @Test
    void aShortOutputOfOneThatFailedIsKeptWhole() throws Exception {
        run("words");

        assertThat(errors()).contains("\"event\":\"stdout\",\"bytes\":").doesNotContain("\"end\":");
    }

    @Test
    void oneWhoseTimeIsUpIsToldByTermAndHasItsGraceToSayWhy() throws Exception {
        grace = Duration.ofMinutes(1); // it ends long before

        ActionResult result = run("orderly", hoursOnce(1));

        assertThat(result.outcome()).isEqualTo(JobOutcome.FAILED);
        assertThat(errors()).contains("\"event\":\"timed_out\"").contains("\"text\":\"told to end\\n\"");
        assertNothingIsLeft();
    }

    @Test
    void anInterruptEndsItWithAllThatItStarted() throws Exception {
        Thread test = Thread.currentThread();
        AtomicLong interrupts = new AtomicLong();
        LongSupplier interrupting = () -> {
            if (standing(3) && interrupts.getAndIncrement() == 0) {
                test.interrupt();
            }
            return 0;
        };

        assertThatThrownBy(() -> run("daemons", interrupting)).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertNothingIsLeft();
    }

    @Test
    void aFileThatIsNotListedIsRefused() throws Exception {
        Files.writeString(operator.path("other.sh"), "echo '{}'; touch canary\n");

        ActionResult result = runner(() -> 0).run(plugin("other.sh", "say"), TASK);

        assertThat(result.outcome()).isEqualTo(JobOutcome.REFUSED);
        assertRefused(Refusal.RefusalReason.NOT_LISTED);
    }

    @Test
    void aForbiddenFileIsRefused() throws Exception {
        ActionResult result = runner(() -> 0).run(plugin("automation/plugins/heartbeat.py", "say"), TASK);

        assertThat(result.outcome()).isEqualTo(JobOutcome.REFUSED);
        assertRefused(Refusal.RefusalReason.FORBIDDEN);
    }

    @Test
    void aFileThatChangedSinceTheFreezeIsRefused() throws Exception {
        operator.write(FILE, "touch canary; echo '{}'\n");

        assertThat(run("say").outcome()).isEqualTo(JobOutcome.REFUSED);
        assertRefused(Refusal.RefusalReason.CHANGED);
    }

    @Test
    void nothingStartsWhileAnEmergencyStopIsInForce() throws Exception {
        inForce = true;

        assertThat(run("hang").outcome()).isEqualTo(JobOutcome.STOPPED);
        assertRefused(Refusal.RefusalReason.STOPPED);
    }

    private void assertRefused(Refusal.RefusalReason reason) throws IOException {
        assertThat(refusals).extracting(Refusal::reason).containsExactly(reason);
        assertThat(operator.text("logs/security_rejects.log")).contains("\"reason\":\"" + reason.text() + "\"");
        assertThat(operator.path("canary")).doesNotExist();
        assertThat(operator.path("pids")).doesNotExist();
        assertThat(operator.path("automation/reports/engine.log")).doesNotExist();
        assertNothingIsLeft();
    }

    private ActionResult run(String how) throws Exception {
        return run(how, () -> 0);
    }

    private ActionResult run(String how, LongSupplier nanos) throws Exception {
        return runner(nanos).run(plugin(FILE, how), TASK);
    }

    private Action.RunFile plugin(String file, String how) {
        return new Action.RunFile(file, List.of("sh", "{file}", how), Duration.ofMinutes(1), grace);
    }

    private PluginRunner runner(LongSupplier nanos) {
        RunJournal journal = new RunJournal(deployment, host.clock());
        return new PluginRunner(
                deployment,
                host,
                this::verify,
                new Launcher(deployment, host, journal, () -> inForce ? StopReason.EMERGENCY : StopReason.NONE),
                List.of(journal, refusals::add),
                new PluginLogs(operator.path("automation/reports")),
                nanos);
    }

    private StartFacts verify() throws IOException {
        SealMemory memory = new SealMemory(deployment, new TrustStore(deployment, host), host.clock(), false);
        return StartFacts.of(deployment, new SealVerifier(deployment, memory, null).verify(), 1);
    }

    /** Time stands still until so many processes stand; then each look at it is an hour later than the one before. */
    private LongSupplier hoursOnce(int processes) {
        AtomicLong hours = new AtomicLong();
        return () -> Duration.ofHours(standing(processes) ? hours.incrementAndGet() : 0)
                .toNanos();
    }

    private boolean standing(int processes) {
        return pids().size() == processes;
    }

    private List<Long> pids() {
        try {
            Path file = operator.path("pids");
            return Files.exists(file)
                    ? Files.readString(file).lines().map(Long::valueOf).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String errors() throws IOException {
        return operator.text("automation/reports/plugin_errors.log");
    }

    /** No process, and nothing on disk. */
    private void assertNothingIsLeft() throws IOException {
        for (long pid : pids()) {
            assertThat(ProcessTable.system().find(pid).filter(process -> !process.hasEnded()))
                    .isEmpty();
        }
        try (Stream<Path> left = Files.list(operator.state().resolve("bridgectl/runs"))) {
            assertThat(left).isEmpty();
        } catch (NoSuchFileException e) {
            // Nothing was ever staged.
            return;
        }
    }
}
