package org.corebucket.bridge.automation.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.client.Heartbeat;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.testkit.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class JobsReaderTest {

    private static final Set<String> MODULES = new LinkedHashSet<>(List.of("education", "finance"));

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/automation/malformed.csv", delimiter = '|', quoteCharacter = '`')
    void refusesEachFlawWithItsLineAndRemedy(String flaw, int line, String problem) throws IOException {
        byte[] jobs = fixture("malformed/" + flaw + ".json");

        assertThatThrownBy(() -> JobsReader.read(jobs, "runner.json", MODULES))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("runner.json:" + line + ": " + problem + "; ")
                .hasMessageMatching("[ -~]+");
    }

    @Test
    void readsEveryField() throws Exception {
        Job job = JobsReader.read(fixture("complete.json"), "runner.json", MODULES)
                .get(0);

        assertThat(job.name()).isEqualTo("report");
        assertThat(job.trigger()).isEqualTo(new Trigger.CronTrigger("0 */2 * * *", ZoneId.of("Europe/Berlin")));
        assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(job.retries()).isEqualTo(2);
        assertThat(job.onMissed()).isEqualTo(Job.OnMissed.RUN_ONCE);
        assertThat(job.actions()).hasSize(5);
        assertThat(((Action.SendUpdate) job.actions().get(0)).data().members()).containsOnlyKeys("event");
        Heartbeat heartbeat = ((Action.SendHeartbeat) job.actions().get(1)).heartbeat();
        assertThat(heartbeat.status()).isEqualTo(Heartbeat.Status.ALIVE);
        assertThat(heartbeat.metrics().members()).containsOnlyKeys("rows");
        assertThat(job.actions().get(2)).isEqualTo(new Action.GetBucketStatus());
        assertThat(job.actions().get(3)).isEqualTo(new Action.RunBuiltIn(BuiltInPlugin.FULL_SYNC_TEST));
        assertThat(job.actions().get(4))
                .isEqualTo(new Action.RunFile(
                        "canonical/plugins/rows.py",
                        List.of("python3", "{file}", "--all"),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5)));
    }

    @Test
    void takesWhatIsNotSaidAsUsual() throws Exception {
        Job job = JobsReader.read(fixture("complete.json"), "runner.json", MODULES)
                .get(1);

        assertThat(job.trigger()).isEqualTo(new Trigger.Every(Duration.ofSeconds(150)));
        assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(job.retries()).isZero();
        assertThat(job.onMissed()).isEqualTo(Job.OnMissed.SKIP);
    }

    @Test
    void aJobWithoutATriggerIsDueAtTheRunnersInterval() throws Exception {
        assertThat(only("").trigger()).isEqualTo(new Trigger.RunnerInterval());
    }

    @Test
    void aCronTriggerWithoutAZoneIsInUtc() throws Exception {
        assertThat(only("\"trigger\": {\"type\": \"cron\", \"value\": \"0 2 * * *\"},")
                        .trigger())
                .isEqualTo(new Trigger.CronTrigger("0 2 * * *", ZoneOffset.UTC));
    }

    private static Job only(String trigger) throws MalformedJsonException {
        String json =
                "{\"jobs\": [{\"name\": \"a\", " + trigger + " \"actions\": [{\"type\": \"get_bucket_status\"}]}]}";
        return JobsReader.read(json.getBytes(StandardCharsets.UTF_8), "runner.json", MODULES)
                .get(0);
    }

    private static byte[] fixture(String name) {
        return Resources.bytes("automation/" + name);
    }
}
