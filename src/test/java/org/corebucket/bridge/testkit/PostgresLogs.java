package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Shows what PostgreSQL servers logged during a test that failed: {@code @ExtendWith(PostgresLogs.class)}. */
public final class PostgresLogs implements BeforeEachCallback, AfterTestExecutionCallback {

    private static final int SHOWN_BYTES = 20_000;

    private final Map<Path, Integer> before = new HashMap<>();

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        before.clear();
        for (Path log : PostgresHome.logs()) {
            before.put(log, bytes(log).length);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext test) throws IOException {
        if (test.getExecutionException().isEmpty()) {
            return;
        }
        for (Path log : PostgresHome.logs()) {
            byte[] all = bytes(log);
            int from = Math.max(before.getOrDefault(log, 0), all.length - SHOWN_BYTES);
            if (from < all.length) {
                System.err.println("during " + test.getDisplayName() + ", " + log + ":\n"
                        + new String(Arrays.copyOfRange(all, from, all.length), StandardCharsets.UTF_8));
            }
        }
    }

    private static byte[] bytes(Path log) throws IOException {
        return Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
    }
}
