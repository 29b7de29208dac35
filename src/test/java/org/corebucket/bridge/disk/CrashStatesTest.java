package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bench itself: what it replays is what happened. */
final class CrashStatesTest extends OnAFaultyDisk {

    @BeforeEach
    void plug() throws Exception {
        plug(Operator.atDeployment(directory));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify",
                "freeze --reason again",
                "restore",
                "keys rotate module",
                "stop --reason test",
                "certify --output certificate.md",
                "provenance checkpoint"
            })
    void aReplayOfAllCallsComesToWhatTheCommandLeft(String line) throws Exception {
        operator.write("core_bucket_bridge.py", "changed");
        CrashStates.Tree before = CrashStates.snapshot(directory);
        DiskTrace trace = disk.record(line.split(" "));
        CrashStates.Tree after = CrashStates.snapshot(directory);

        CrashStates.of(before, trace).complete();

        assertThat(CrashStates.snapshot(directory).differences(after)).isEmpty();
        assertThat(trace.calls()).isNotEmpty();
    }
}
