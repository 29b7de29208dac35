package org.corebucket.bridge.bridge;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.IoTrouble;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what other nodes appended, by a thread of its own: a bridge must see a stop within a second also while the database
 * does not answer, for which the thread may wait long.
 */
final class LedgerRefresh implements Closeable {

    /** A database that is there answers within that. */
    private static final long PATIENCE_SECONDS = 1;

    /** Takes in what there is now. */
    @FunctionalInterface
    interface Intake {
        void takeIn() throws IOException;
    }

    private final Intake intake;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "ledger-refresh");
        made.setDaemon(true);
        return made;
    });
    private @Nullable Future<?> running;
    private String lastTrouble = "";

    LedgerRefresh(Intake intake) {
        this.intake = intake;
    }

    /** Takes it in; what can't be read within a second is not waited for. What keeps it from that is said once. */
    void tick(Consumer<String> notes) {
        Future<?> current = running;
        if (current == null) {
            current = thread.submit(() -> {
                intake.takeIn();
                return null;
            });
            running = current;
        }
        try {
            current.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            running = null;
            lastTrouble = "";
        } catch (ExecutionException e) {
            running = null;
            say(
                    e.getCause() instanceof IOException trouble
                            ? IoTrouble.words(trouble)
                            : "by a bug: " + e.getCause(),
                    notes);
        } catch (TimeoutException e) {
            // It is still at it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String trouble, Consumer<String> notes) {
        if (!trouble.equals(lastTrouble)) {
            notes.accept("what other nodes appended could not be read: " + trouble);
            lastTrouble = trouble;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
