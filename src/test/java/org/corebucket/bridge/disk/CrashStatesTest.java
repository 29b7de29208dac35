package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.corebucket.bridge.cli.Operator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bench itself: what it replays is what happened. */
final class CrashStatesTest {

    @TempDir
    Path directory;

    @TempDir
    Path beside;

    private Operator operator;
    private FaultyDisk disk;

    @BeforeEach
    void plug() throws Exception {
        operator = Operator.atDeployment(directory);
        disk = FaultyDisk.below(directory, beside);
    }

    @AfterEach
    void unplug() {
        if (disk != null) {
            disk.close();
        }
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
