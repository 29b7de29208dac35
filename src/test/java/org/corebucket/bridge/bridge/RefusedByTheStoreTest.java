package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.corebucket.bridge.testkit.LedgerStore;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.RunningBridge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shared store refuses is not remembered by the bridge as stored. */
final class RefusedByTheStoreTest {

    @Test
    void whoeverWasRefusedForANonceMaySendTheSameUpdateWithAnother(@TempDir Path directory) throws Exception {
        try (RunningBridge bridge = new RunningBridge(directory, LedgerStore.POSTGRESQL)) {
            String update = ModuleClient.update("education");
            assertThat(post(bridge, ModuleClient.update("education"), "nonce")).isEqualTo(200);
            bridge.restart(); // and so it remembers nothing by itself
            assertThat(post(bridge, update, "nonce")).isEqualTo(401);

            assertThat(post(bridge, update, "another")).isEqualTo(200);
            assertThat(post(bridge, update, "a third")).isEqualTo(401);
        }
    }

    private static int post(RunningBridge bridge, String update, String nonce) throws Exception {
        ModuleClient client = bridge.client();
        return client.post("/core/update", client.envelope(update, nonce), bridge.token())
                .statusCode();
    }
}
