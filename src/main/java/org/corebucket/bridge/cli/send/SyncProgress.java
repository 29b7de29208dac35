package org.corebucket.bridge.cli.send;

import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.cli.shared.ProgressLine;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.client.outbox.DeliveryListener;

/** What a person sees of a delivery while it goes on. */
final class SyncProgress implements DeliveryListener, AutoCloseable {

    private final Session session;
    private final ProgressLine line;
    private final AtomicLong settled = new AtomicLong();
    private volatile long total;

    SyncProgress(Session session) {
        this.session = session;
        this.line = new ProgressLine(session);
    }

    /** Says how many there are to send; 0 while that is not known. */
    void expect(long updates) {
        total = updates;
    }

    @Override
    public void settled(boolean accepted) {
        settled.incrementAndGet();
        line.refresh(seconds -> text(settled.get(), total, seconds));
    }

    /** What the terminal shows. */
    static String text(long settled, long total, double seconds) {
        long rate = (long) (settled / seconds);
        return total <= 0 || rate <= 0
                ? settled + " updates, " + rate + "/s"
                : ProgressLine.bar(settled, total, rate, settled + " of " + total + " updates, " + rate + "/s");
    }

    @Override
    public synchronized void note(String text) {
        line.clear();
        session.warn(text);
    }

    @Override
    public void close() {
        line.close();
    }
}
