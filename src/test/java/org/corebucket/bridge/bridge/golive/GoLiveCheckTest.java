package org.corebucket.bridge.bridge.golive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal cleans up after itself, however it ends. */
final class GoLiveCheckTest {

    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";

    @TempDir
    private Path directory;

    private Operator operator;
    private Path temporary;

    @BeforeEach
    void standAtADeployment() throws Exception {
        operator = Operator.atDeployment(directory);
        temporary = Files.createDirectory(directory.resolve("temporary"));
    }

    private Check check(Clock clock) throws Exception {
        return check(clock, operator.text(DESCRIPTOR));
    }

    private Check check(Clock clock, String descriptor) throws Exception {
        Policy policy = PolicyReader.read(operator.read(Deployment.POLICY), Deployment.POLICY);
        BridgeSettings settings = BridgeSettings.read(descriptor.getBytes(StandardCharsets.UTF_8), DESCRIPTOR);
        Host host = new Host(Map.of(), operator.root(), clock);
        GoLiveCheck.RehearsedDeployment subject =
                new GoLiveCheck.RehearsedDeployment(Deployment.at(operator.root()), host, policy, settings, temporary);
        return () -> GoLiveCheck.rehearse(subject);
    }

    private static Clock still() {
        return Clock.fixed(Instant.parse("2026-11-23T08:00:00Z"), ZoneOffset.UTC);
    }

    @Test
    void nothingIsLeftOfARehearsal() throws Exception {
        assertThat(check(still()).run()).isInstanceOf(CheckResult.Passed.class);

        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void nothingIsLeftOfARehearsalThatIsCutShort() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        InstantSource failing = () -> {
            if (asked.incrementAndGet() == 4) {
                throw new IllegalStateException("the clock stopped");
            }
            return still().instant();
        };

        assertThatThrownBy(() -> check(failing.withZone(ZoneOffset.UTC)).run()).hasMessage("the clock stopped");

        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void tlsFilesThatAreMissingAreFound() throws Exception {
        String descriptor = operator.text(DESCRIPTOR)
                .replace("\"certificate\": null", "\"certificate\": \"security/tls.pem\"")
                .replace("\"private_key\": null", "\"private_key\": \"security/tls.private.pem\"");

        assertThat(check(still(), descriptor).run().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo("go-live-tls"));
    }

    @Test
    void whereNothingCanBeWrittenItIsAnIoError() throws Exception {
        Files.delete(temporary);

        assertThatThrownBy(() -> check(still()).run()).isInstanceOf(IOException.class);
    }
}
