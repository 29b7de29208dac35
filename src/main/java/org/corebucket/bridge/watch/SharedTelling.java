package org.corebucket.bridge.watch;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.corebucket.bridge.alert.AlertDuty;
import org.jspecify.annotations.Nullable;

/**
 * Asks, by a thread of its own, which alerts of what all nodes know are this node's to send. Nobody waits long for the answer: whoever
 * has none after a few seconds, or can't ask, sends by itself, since twice is better than never (CONTRACT 12). It is for one thread.
 */
final class SharedTelling implements Closeable {

    /** An answer that takes longer is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Who was to send may have died, so it is asked again. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final AlertDuty duty;
    private final LongSupplier nanos;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "alert-duty");
        made.setDaemon(true);
        return made;
    });

    /** What was told, or is in a queue from which it will be. */
    private final Set<String> told = new HashSet<>();

    private Set<String> asked = Set.of();
    private Set<String> mine = Set.of();
    private long since;
    private @Nullable Future<Set<String>> answer;

    SharedTelling(AlertDuty duty, LongSupplier nanos) {
        this.duty = duty;
        this.nanos = nanos;
    }

    /** Those of the alerts that this node is to send now. It waits for nothing. */
    Set<String> mine(Set<String> alerts) {
        told.retainAll(alerts);
        Set<String> open = new HashSet<>(alerts);
        open.removeAll(told);
        take(Duration.ZERO);
        long now = nanos.getAsLong();
        boolean isAnswerLate = answer != null && now - since > PATIENCE.toNanos();
        boolean isAskedAgain = answer == null && (!asked.containsAll(open) || now - since > AGAIN.toNanos());
        if (isAskedAgain && !open.isEmpty()) {
            ask(open);
        }
        Set<String> found = isAnswerLate ? new HashSet<>(asked) : new HashSet<>(mine);
        found.retainAll(open);
        return found;
    }

    /** The same for a process that ends soon: it waits for the answer, for a few seconds. */
    Set<String> mineAtOnce(Set<String> alerts) {
        if (!alerts.isEmpty()) {
            ask(alerts);
            take(PATIENCE);
        }
        return answer == null ? mine : alerts;
    }

    private void ask(Set<String> alerts) {
        asked = Set.copyOf(alerts);
        since = nanos.getAsLong();
        Callable<Set<String>> question = () -> duty.toTell(asked);
        answer = thread.submit(question);
    }

    private void take(Duration patience) {
        Future<Set<String>> running = answer;
        if (running == null) {
            return;
        }
        try {
            mine = running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            answer = null;
        } catch (ExecutionException e) {
            mine = asked;
            answer = null;
        } catch (TimeoutException e) {
            // It is still being asked.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** These are sent, or in a queue from which they will be. */
    void told(Set<String> alerts) {
        if (told.addAll(alerts)) {
            Set<String> all = Set.copyOf(alerts);
            thread.execute(() -> {
                try {
                    duty.told(all);
                } catch (IOException e) {
                    // Another node tells it, too.
                }
            });
        }
    }

    /** What was told is still said, unless that takes long; then another node tells it, too. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            } else if (duty instanceof Closeable connected) {
                connected.close();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Nothing is lost by that.
        }
    }
}
