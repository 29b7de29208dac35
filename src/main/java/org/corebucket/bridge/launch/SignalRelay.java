package org.corebucket.bridge.launch;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Passes SIGTERM, SIGINT and SIGHUP on to a process group, and keeps this JVM from ending before the run has been cleaned up.
 * Java shows which signal came only by the name of the thread that handles it; a signal without such a name is passed on as
 * SIGTERM.
 */
final class SignalRelay implements AutoCloseable {

    private static final List<String> SIGNALS = List.of("INT", "HUP", "TERM");
    private static final String SEND = "kill -s \"$1\" -- \"-$2\" 2>/dev/null || kill -s \"$1\" \"$2\"";
    private static final long SEND_LIMIT_SECONDS = 2;

    private final long limitSeconds;
    private final Thread hook = new Thread(this::receive, "signal-relay");
    private final CountDownLatch done = new CountDownLatch(1);
    private String signal = "";
    private long group;

    private SignalRelay(long limitSeconds) {
        this.limitSeconds = limitSeconds;
    }

    /**
     * Begins to listen.
     *
     * @param limitSeconds how long the JVM may be kept, at most
     */
    static SignalRelay listen(long limitSeconds) {
        SignalRelay relay = new SignalRelay(limitSeconds);
        Runtime.getRuntime().addShutdownHook(relay.hook);
        return relay;
    }

    /** Whether a signal came. */
    synchronized boolean hasReceived() {
        return !signal.isEmpty();
    }

    /** Passes signals on to this process group from now on, and a signal that came already as well. */
    synchronized void relayTo(long processGroup) {
        group = processGroup;
        if (!signal.isEmpty()) {
            send();
        }
    }

    /** Runs when the JVM is told to end. The JVM ends when this returns. */
    private void receive() {
        synchronized (this) {
            signal = received();
            if (group != 0) {
                send();
            }
        }
        try {
            done.await(limitSeconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String received() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            for (String name : SIGNALS) {
                if (thread.getName().equals("SIG" + name + " handler")) {
                    return name;
                }
            }
        }
        return "TERM";
    }

    /** Sends the signal to the group. If that fails, the run is still ended when its grace is over. */
    private boolean send() {
        ProcessBuilder kill = new ProcessBuilder("/bin/sh", "-c", SEND, "sh", signal, Long.toString(group))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return kill.start().waitFor(SEND_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets the JVM end, since the run has been cleaned up. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending because of a signal: the hook is running, and was released just now.
            return;
        }
    }
}
