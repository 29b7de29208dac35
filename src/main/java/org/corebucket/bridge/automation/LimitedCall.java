package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.corebucket.bridge.process.StopLatch;

/**
 * Does an action on a thread of its own, within a limit. Whatever it throws becomes a result: nothing that an action does
 * harms another one. One that does not end when it is told to is left alone after a while; its result counts for nothing.
 */
final class LimitedCall {

    private final StopLatch end;
    private final Duration ending;
    private final Consumer<Throwable> bugs;

    /**
     * Calls of a runner.
     *
     * @param ending how long one that is told to end may take for it
     * @param bugs is told what should not have been thrown
     */
    LimitedCall(StopLatch end, Duration ending, Consumer<Throwable> bugs) {
        this.end = end;
        this.ending = ending;
        this.bugs = bugs;
    }

    /** What is done. */
    interface LimitedWork {
        ActionResult run() throws IOException, InterruptedException;
    }

    /**
     * Does it.
     *
     * @param name the thread's
     */
    ActionResult run(String name, Duration limit, LimitedWork work) throws InterruptedException {
        CompletableFuture<ActionResult> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.complete(attempt(work)), name);
        thread.setDaemon(true);
        thread.start();
        boolean inTime = await(result, limit);
        if (result.isDone()) {
            return result.join();
        }
        thread.interrupt();
        thread.join(ending.toMillis());
        String left = thread.isAlive() ? "; it did not end, and was left alone" : "";
        return inTime
                ? ActionResult.stopped("the runner ended before it was done" + left, ActionDetails.none())
                : ActionResult.failed("the job's time was up before it was done" + left, ActionDetails.none());
    }

    /** Waits for the result, or the runner's end; false if the time was up before either. */
    private boolean await(CompletableFuture<ActionResult> result, Duration limit) throws InterruptedException {
        return ThreadJoin.isDone(CompletableFuture.anyOf(result, end.now()), limit);
    }

    private ActionResult attempt(LimitedWork work) {
        try {
            return work.run();
        } catch (IOException e) {
            return ActionResult.failed(words(e), ActionDetails.none());
        } catch (InterruptedException e) {
            return ActionResult.stopped("it was interrupted", ActionDetails.none());
        } catch (RuntimeException | Error e) {
            bugs.accept(e);
            return ActionResult.failed("a bug: " + e, ActionDetails.none());
        }
    }

    private static String words(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
