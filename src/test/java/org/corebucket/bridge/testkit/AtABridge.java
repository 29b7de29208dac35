package org.corebucket.bridge.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A bridge for each test, a client of it, and a token that this has for every module. Each test runs twice: with the ledger in
 * files, and in PostgreSQL.
 */
@ParameterizedClass
@EnumSource(LedgerStore.class)
public abstract class AtABridge {

    @Parameter
    public LedgerStore store;

    public RunningBridge bridge;
    public ModuleClient client;
    public String token;

    @BeforeEach
    final void startBridge(@TempDir Path directory) throws Exception {
        bridge = new RunningBridge(directory, store);
        client = bridge.client();
        token = bridge.token();
    }

    @AfterEach
    final void stopBridge() throws Exception {
        bridge.close();
    }
}
