package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.cron.CronExpression;
import org.junit.jupiter.api.Test;

/** What a policy newly allows, and what it no longer forbids or demands, is told; the other way round it is not. */
final class PolicyChangesTest {

    private static final Policy STANDARD = Policy.standard("S");
    private static final Policy WITH_JOB =
            STANDARD.withProcess("job.py", List.of("python3", "{file}"), List.of(ArgumentForm.parse("--once")));

    /** The parts of a policy that a test changes. */
    private static final class Draft {
        private List<Entrypoint> entrypoints = WITH_JOB.entrypoints();
        private List<String> files = WITH_JOB.files();
        private ForbiddenRunners forbidden = WITH_JOB.forbidden();
        private Map<String, Policy.Module> modules = WITH_JOB.modules();
        private Policy.AccessMatrix access = WITH_JOB.access();
        private List<String> documents = WITH_JOB.documents();
        private Policy.Monitoring monitoring = WITH_JOB.monitoring();
        private List<Policy.Alert> alerts = WITH_JOB.alerts();

        private Policy policy() {
            return new Policy(
                    "S",
                    files,
                    entrypoints,
                    forbidden,
                    modules,
                    access,
                    documents,
                    monitoring,
                    alerts,
                    WITH_JOB.clients());
        }
    }

    private static void assertTold(Policy before, Policy after, String... lines) {
        assertThat(PolicyChanges.between(before, after)).containsExactly(lines);
    }

    private static Entrypoint job(List<String> argv, String file, List<String> env, String... forms) {
        List<ArgumentForm> commands =
                List.of(forms).stream().map(ArgumentForm::parse).toList();
        return new Entrypoint(
                new EntrypointName("job.py"), file, Entrypoint.EntrypointKind.PROCESS, argv, commands, env);
    }

    private static Policy withJob(Entrypoint job) {
        Draft draft = new Draft();
        draft.entrypoints = WITH_JOB.entrypoints().stream()
                .map(one -> one.name().equals(job.name()) ? job : one)
                .toList();
        return draft.policy();
    }

    @Test
    void thePolicyItselfAllowsNothingNew() {
        assertTold(WITH_JOB, WITH_JOB);
    }

    @Test
    void anEntrypointThatBecomesPossibleIsToldWithWhatItRunsAndItsArguments() {
        assertTold(
                STANDARD,
                WITH_JOB,
                "may run: entrypoint job.py, file job.py, command python3 {file}",
                "may run: entrypoint job.py with arguments \"--once\"");
        assertThat(PolicyChanges.between(WITH_JOB, STANDARD)).noneMatch(line -> line.startsWith("may run"));
    }

    @Test
    void anArgumentFormIsToldOnlyWhereItIsNew() {
        Policy more = withJob(job(List.of("python3", "{file}"), "job.py", List.of(), "--once", "--days {n}"));

        assertTold(WITH_JOB, more, "may run: entrypoint job.py with arguments \"--days {n}\"");
        assertTold(more, WITH_JOB);
    }

    @Test
    void anEntrypointThatRunsAnotherFileOrCommandIsToldWithBoth() {
        assertTold(
                WITH_JOB,
                withJob(job(List.of("perl", "{file}"), "other.pl", List.of(), "--once")),
                "runs otherwise: entrypoint job.py, file other.pl, command perl {file}, until now job.py, command python3"
                        + " {file}");
    }

    @Test
    void aVariableOfTheEnvironmentIsToldWhereItIsNew() {
        Policy more = withJob(job(List.of("python3", "{file}"), "job.py", List.of("LD_PRELOAD=x.so"), "--once"));

        assertTold(WITH_JOB, more, "gets from the environment: entrypoint job.py LD_PRELOAD=x.so");
        assertTold(more, WITH_JOB);
    }

    @Test
    void whatIsNoLongerForbiddenIsTold() {
        ForbiddenRunners strict = new ForbiddenRunners(
                List.of(new PathPattern("test_*.py"), new PathPattern("demo.py")),
                List.of("venv"),
                ForbiddenRunners.Mode.NONE,
                ForbiddenRunners.OnProcess.TERMINATE);
        ForbiddenRunners loose = new ForbiddenRunners(
                List.of(new PathPattern("demo.py")),
                List.of("venv", "jobs"),
                ForbiddenRunners.Mode.NO_EXEC,
                ForbiddenRunners.OnProcess.REPORT);
        Draft before = new Draft();
        before.forbidden = strict;
        Draft after = new Draft();
        after.forbidden = loose;

        assertTold(
                before.policy(),
                after.policy(),
                "vanishes: forbidden pattern test_*.py",
                "no longer searched for what is forbidden: jobs",
                "weaker: mode of forbidden files, no-exec, until now none",
                "weaker: forbidden processes, report, until now terminate");
        assertTold(after.policy(), before.policy());
    }

    @Test
    void aModuleIsToldThatIsNewOrHasAnotherKeyOrRole() {
        Draft before = new Draft();
        before.modules = Map.of("finance", new Policy.Module("security/finance.pem", List.of("module")));
        Draft after = new Draft();
        Map<String, Policy.Module> modules = new LinkedHashMap<>();
        modules.put("finance", new Policy.Module("security/other.pem", List.of("module", "admin")));
        modules.put("spy", new Policy.Module("security/spy.pem", List.of("module")));
        after.modules = modules;

        assertTold(
                before.policy(),
                after.policy(),
                "is checked by another key: module finance, security/other.pem, until now security/finance.pem",
                "gets a role: module finance, admin",
                "may send: module spy, key security/spy.pem, roles module");
    }

    @Test
    void aModuleIsToldWhoseHeartbeatsAreAwaitedOtherwise() {
        Draft before = new Draft();
        before.modules = Map.of("finance", new Policy.Module("security/finance.pem", List.of("module")));
        Draft after = new Draft();
        MaintenanceWindow sundays =
                new MaintenanceWindow(CronExpression.parse("0 2 * * sun"), Duration.ofHours(2), ZoneOffset.UTC);
        ExpectedHeartbeats nightly = new ExpectedHeartbeats(
                Duration.ofMinutes(30),
                Optional.of(CronExpression.parse("0 6 * * *")),
                ZoneId.of("Europe/Berlin"),
                List.of(sundays));
        after.modules =
                Map.of("finance", new Policy.Module("security/finance.pem", List.of("module"), Optional.of(nightly)));

        assertTold(
                before.policy(),
                after.policy(),
                "is awaited otherwise: module finance, at \"0 6 * * *\" Europe/Berlin, at most 30m late, not for 2h from"
                        + " \"0 2 * * sun\" UTC, until now as monitoring says");
    }

    @Test
    void aRightIsToldThatIsGrantedAndWasDeniedOrUndecided() {
        Draft before = new Draft();
        before.access = new Policy.AccessMatrix(Map.of("module", Map.of("key_access", false)));
        Draft after = new Draft();
        after.access = new Policy.AccessMatrix(
                new LinkedHashMap<>(Map.of("module", new LinkedHashMap<>(Map.of("key_access", true)))));
        Draft undecided = new Draft();
        undecided.access = new Policy.AccessMatrix(Map.of());

        assertTold(before.policy(), after.policy(), "gets a right: role module, key_access");
        assertTold(undecided.policy(), after.policy(), "gets a right: role module, key_access");
        assertTold(after.policy(), before.policy());
        assertTold(undecided.policy(), before.policy());
    }

    @Test
    void weakerMonitoringIsTold() {
        Draft before = new Draft();
        before.monitoring = new Policy.Monitoring(Duration.ofMinutes(5), true, Duration.ofMinutes(15));
        Draft after = new Draft();
        after.monitoring = new Policy.Monitoring(Duration.ofHours(1), false, Duration.ofHours(2));

        assertTold(
                before.policy(),
                after.policy(),
                "weaker: monitoring is no longer required",
                "weaker: the watch verifies every 1h, until now 5m",
                "weaker: a module is late after 2h, until now 15m");
        assertTold(after.policy(), before.policy());
    }

    @Test
    void aDocumentAListedFileAndAnAlertAreToldWhenTheyVanish() {
        Draft before = new Draft();
        before.files = List.of("job.py", "extra.txt");
        before.alerts = List.of(
                new Policy.Alert(Policy.Alert.AlertKind.WEBHOOK, "https://alerts.example.org/hook", List.of(), ""),
                new Policy.Alert(Policy.Alert.AlertKind.COMMAND, "", List.of("/usr/bin/logger", "-t"), ""));
        Draft after = new Draft();
        after.files = List.of("job.py");
        after.documents = WITH_JOB.documents().subList(1, WITH_JOB.documents().size());
        after.alerts = List.of();

        assertTold(
                before.policy(),
                after.policy(),
                "vanishes: frozen document CANONICAL_RUN.md",
                "vanishes: listed file extra.txt",
                "vanishes: alert webhook https://alerts.example.org/hook",
                "vanishes: alert command /usr/bin/logger -t");
    }
}
