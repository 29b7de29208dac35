package org.corebucket.bridge.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Stoppable;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Toolkit;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.verification.VerifiedDeployment;

/** A deployment under a watch whose clock, verdicts and running things are the test's. */
final class Scene implements WatchedVerification, Stoppable {

    static final CheckSpec HASHES = new CheckSpec("canonical-hashes", "Verifying canonical file hashes", 30, true);
    static final CheckSpec ROLES = new CheckSpec("roles", "Checking the access matrix", 5, false);
    static final Policy POLICY = Policy.standard("Core-Bucket Bridge V5");

    final Deployment deployment;
    final Host host;
    final List<String> notes = new ArrayList<>();
    final List<String> running = new ArrayList<>();

    /** What the next verifications see. */
    ReadinessReport report = report(passed(HASHES));

    Optional<Policy> policy = Optional.of(POLICY);
    boolean broken;
    boolean bug;
    int verifications;

    Optional<AlertDuty> duty = Optional.empty();

    private final Operator operator;
    private long nanos;

    Scene(Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        deployment = Deployment.at(operator.root());
        host = new Host(
                Map.of("XDG_STATE_HOME", operator.state().toString(), "PATH", "/usr/bin:/bin"),
                operator.root(),
                operator.hostClock());
    }

    IntegrityWatch watch() {
        return watch(Duration.ofMinutes(5));
    }

    IntegrityWatch watch(Duration interval) {
        return new IntegrityWatch(
                deployment,
                host,
                duty,
                List.of(this),
                notes::add,
                interval.isZero() ? null : interval,
                this,
                () -> nanos);
    }

    void pass(Duration time) {
        nanos += time.toNanos();
        operator.wait(time);
    }

    Incidents incidents() {
        return new Incidents(deployment, host);
    }

    Operator operator() {
        return operator;
    }

    @Override
    public VerifiedDeployment verify() throws IOException {
        verifications++;
        if (bug) {
            throw new IllegalStateException("a bug of the test");
        }
        if (broken) {
            throw new IOException("no space left on device");
        }
        return new VerifiedDeployment(report, policy, List.of("CANONICAL_RUN.md"));
    }

    @Override
    public String name() {
        return "what runs";
    }

    @Override
    public List<String> end(Duration grace) {
        List<String> ended = List.copyOf(running);
        running.clear();
        return ended;
    }

    /** The standard policy with another interval of verifications, and these alerts. */
    static Policy policy(Duration interval, Policy.Alert... alerts) {
        Policy.Monitoring standard = POLICY.monitoring();
        return new Policy(
                POLICY.system(),
                POLICY.files(),
                POLICY.entrypoints(),
                POLICY.forbidden(),
                POLICY.modules(),
                POLICY.access(),
                POLICY.documents(),
                new Policy.Monitoring(interval, standard.required(), standard.heartbeatMaxAge()),
                List.of(alerts),
                POLICY.clients());
    }

    static CheckOutcome passed(CheckSpec spec) {
        return new CheckOutcome(spec, CheckResult.passed("fine"));
    }

    static CheckOutcome failed(CheckSpec spec, String code, String path) {
        Finding finding = Finding.of(Consequence.FAILED, code, path, code + ": " + path, "repair it");
        return new CheckOutcome(spec, CheckResult.failed(finding));
    }

    static ReadinessReport report(CheckOutcome... checks) {
        return new ReadinessReport(
                Instant.parse("2026-11-23T08:00:00Z"),
                "Core-Bucket Bridge V5",
                List.of(checks),
                List.of("CANONICAL_RUN.md"),
                new ManifestFacts("manifests/canonical.sha256", "a".repeat(64), 1, "", "", ""),
                new ReadinessReport.VerificationRun(
                        new Toolkit("5.1.0", "abc"), "host", Duration.ZERO, List.of(), false));
    }
}
