package org.corebucket.bridge.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A bridge for each test, a client of it, and a token that this has for every module. */
public abstract class AtABridge {

    public RunningBridge bridge;
    public ModuleClient client;
    public String token;

    @BeforeEach
    final void startBridge(@TempDir Path directory) throws Exception {
        bridge = new RunningBridge(directory);
        client = bridge.client();
        token = bridge.token();
    }

    @AfterEach
    final void stopBridge() throws Exception {
        bridge.close();
    }
}
