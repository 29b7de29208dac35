package org.corebucket.bridge.cli.send;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ProcessSignals;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.client.connection.BridgeConnection;
import org.corebucket.bridge.client.outbox.Delivery;
import org.corebucket.bridge.client.outbox.DeliveryClock;
import org.corebucket.bridge.client.outbox.DeliveryResult;
import org.corebucket.bridge.client.outbox.OutboxMark;
import org.corebucket.bridge.client.outbox.RetryPolicy;
import org.corebucket.bridge.client.outbox.UpdateFeed;
import org.corebucket.bridge.client.outbox.UpdateLines;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.process.StopSignal;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.process.ThrottledStopSignal;
import org.jspecify.annotations.Nullable;

/** Queues what there is, and delivers, once or again and again. */
final class SyncRun {

    /** From here on, half a second spent on faster signatures is saved again. */
    private static final long MANY = 1000;

    private final Session session;
    private final BridgeConnection connection;
    private final @Nullable EmergencyStop stop;
    private boolean ready;

    /**
     * One run.
     *
     * @param stop null on a host without a deployment
     */
    SyncRun(Session session, BridgeConnection connection, @Nullable EmergencyStop stop) {
        this.session = session;
        this.connection = connection;
        this.stop = stop;
    }

    /** Does it once. */
    int once(SyncInput input) throws Exception {
        try (ProcessSignals signal = ProcessSignals.listen(session)) {
            StopSignal ending = stopSignal(signal);
            return ended(ending, round(input, ending));
        }
    }

    /** Does it until it is told to end. */
    int every(SyncInput input, Duration interval) throws Exception {
        try (ProcessSignals signal = ProcessSignals.listen(session)) {
            StopSignal ending = stopSignal(signal);
            int code = ExitCode.OK;
            do {
                code = round(input, ending);
                session.out().flush();
            } while (ending.await(interval) == StopReason.NONE);
            return ended(ending, code);
        }
    }

    /** The signals of the process and the emergency stop; a delivery asks for every update. */
    private StopSignal stopSignal(ProcessSignals signals) {
        return stop == null ? signals : signals.or(new ThrottledStopSignal(stop, System::nanoTime));
    }

    private int ended(StopSignal ending, int code) throws IOException {
        if (stop == null || ending.ask() != StopReason.EMERGENCY) {
            return code;
        }
        session.err().println("bridgectl: the emergency stop came in force; what was not sent is in the outbox");
        stop.recordStopped("sync");
        return ExitCode.STOPPED;
    }

    private int round(SyncInput input, StopSignal ending) throws Exception {
        try (SyncProgress progress = new SyncProgress(session)) {
            OutboxMark since = connection.outbox().mark();
            if (input instanceof SyncInput.LineInput lines) {
                return lines(lines, since, ending, progress);
            }
            if (input instanceof SyncInput.OneUpdate one) {
                queue(one);
            } else {
                connection.requireToken();
            }
            long waiting = connection.outbox().depth().total();
            progress.expect(waiting);
            expect(waiting, progress);
            return report(deliver(since, ending, progress, () -> false), progress);
        }
    }

    private void expect(long updates, SyncProgress progress) {
        if (ready || updates < MANY) {
            return;
        }
        ready = true;
        try {
            connection.expectMany();
        } catch (NativeRsa.UnavailableException e) {
            progress.note(String.valueOf(e.getMessage()));
        }
    }

    private void queue(SyncInput.OneUpdate one) throws Exception {
        JsonObject data = one.read();
        connection.requireModule(one.module());
        String id = UUID.randomUUID().toString();
        connection
                .outbox()
                .add(List.of(new Update(
                        one.module(), id, data, session.host().clock().instant())));
    }

    private int lines(SyncInput.LineInput input, OutboxMark since, StopSignal ending, SyncProgress progress)
            throws Exception {
        connection.requireToken();
        try (InputStream in = input.open()) {
            String name = input.file().name();
            UpdateLines lines = new UpdateLines(
                    in, name, connection.modules(), session.host().clock());
            UpdateFeed feed = new UpdateFeed(lines, connection.outbox(), progress::expect, ending);
            feed.begin();
            DeliveryResult delivered = deliver(since, ending, progress, () -> {
                expect(feed.queued(), progress);
                return feed.isOpen();
            });
            feed.awaitEnd();
            int code = report(delivered, progress);
            Exception failure = feed.failure();
            if (failure != null) {
                progress.note(name + ": the lines up to " + feed.lastLine() + " were queued, and nothing behind them");
                throw failure;
            }
            if (ending.ask() != StopReason.NONE) {
                progress.note(name + ": ended behind line " + feed.lastLine() + ", up to which all was queued");
            }
            return code;
        }
    }

    private DeliveryResult deliver(OutboxMark since, StopSignal ending, SyncProgress progress, BooleanSupplier more)
            throws IOException, InterruptedException {
        DeliveryClock clock = DeliveryClock.of(session.host().clock());
        return new Delivery(connection.outbox(), connection.bridge(), RetryPolicy.STANDARD, clock, ending, progress)
                .drain(since, more);
    }

    private int report(DeliveryResult result, SyncProgress progress) {
        progress.close();
        session.out()
                .println("accepted " + result.accepted() + ", queued " + result.queued() + ", rejected "
                        + result.rejected());
        session.out().flush();
        switch (result.otherSender()) {
            case STUCK -> {
                progress.note(
                        "another process has the right to send, and does not send; what waits is in the outbox, and"
                                + " the next sync sends it");
                return ExitCode.LOCKED;
            }
            case REJECTED ->
                progress.note(
                        "another process was sending as well, and the bridge rejected updates that it sent; they are"
                                + " in the outbox's directory rejected/, with the reason");
            case SENT -> {
                if (result.accepted() == 0 && result.queued() == 0) {
                    progress.note("another process was sending, and has sent these too");
                }
            }
            case NOTHING -> {}
        }
        if (result.rejected() > 0 || result.otherSender() == DeliveryResult.OtherSender.REJECTED) {
            return ExitCode.FAILED;
        }
        if (result.isStopped()) {
            return ExitCode.STOPPED;
        }
        return result.gaveUp() ? ExitCode.UNREACHABLE : ExitCode.OK;
    }
}
