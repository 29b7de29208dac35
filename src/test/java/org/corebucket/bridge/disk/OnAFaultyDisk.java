package org.corebucket.bridge.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.corebucket.bridge.testkit.Operator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** An operator whose deployment and state lie on a disk that fails when it is told to. */
@NullUnmarked // plugged in by each test
abstract class OnAFaultyDisk {

    @TempDir
    Path directory;

    @TempDir
    Path beside;

    Operator operator;
    FaultyDisk disk;

    /** Puts the operator there; what is prepared must be there before. */
    final void plug(Operator at) throws IOException, InterruptedException {
        operator = at;
        disk = FaultyDisk.below(directory, beside);
    }

    @AfterEach
    final void unplug() {
        if (disk != null) {
            disk.close();
        }
    }
}
