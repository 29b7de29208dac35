package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.corebucket.bridge.automation.schedule.BegunRun;
import org.corebucket.bridge.automation.schedule.ClaimedRun;
import org.junit.jupiter.api.Test;

/** What an update is called, by whoever sends it for a run. */
final class SessionNamesTest {

    private static final Instant DUE = Instant.parse("2026-11-23T08:00:00Z");
    private static final UUID DEPLOYMENT = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    private static ClaimedRun shared(String job, Instant due, Instant started, boolean once) {
        return new ClaimedRun(new BegunRun(job, due, started, once), OptionalLong.of(7));
    }

    private static String name(UUID deployment, int node, int step, ClaimedRun run) {
        return new SessionNames(Optional.of(deployment)).of(NodeId.of(node), run, step);
    }

    @Test
    void namesAreTheUuidsOfRfc9562() {
        assertThat(SessionNames.named(DEPLOYMENT, "www.example.com"))
                .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void whoeverBeginsARunCallsItsUpdateTheSame() {
        String first = name(DEPLOYMENT, 1, 1, shared("sync", DUE, DUE, false));
        String again = name(DEPLOYMENT, 1, 1, shared("sync", DUE, DUE.plusSeconds(200), false));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void everythingElseHasAnotherName() {
        ClaimedRun run = shared("sync", DUE, DUE, false);
        List<String> names = new ArrayList<>(List.of(
                name(DEPLOYMENT, 1, 1, run),
                name(DEPLOYMENT, 1, 2, run),
                name(DEPLOYMENT, 2, 1, run),
                name(new UUID(1, 2), 1, 1, run),
                name(DEPLOYMENT, 1, 1, shared("other", DUE, DUE, false)),
                name(DEPLOYMENT, 1, 1, shared("sync", DUE.plus(Duration.ofMinutes(1)), DUE, false)),
                name(DEPLOYMENT, 1, 1, shared("sync", DUE, DUE, true))));

        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    }

    @Test
    void aRunThatNobodyElseCanBeginHasARandomName() {
        ClaimedRun alone = new ClaimedRun(new BegunRun("sync", DUE, DUE, false), OptionalLong.empty());

        assertThat(name(DEPLOYMENT, 1, 1, alone)).isNotEqualTo(name(DEPLOYMENT, 1, 1, alone));
    }
}
