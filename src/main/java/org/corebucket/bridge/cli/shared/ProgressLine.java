package org.corebucket.bridge.cli.shared;

import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.text.TextColumns;

/**
 * The line on a terminal that shows how far a command has come. It appears after half a second, and is refreshed at
 * most ten times a second.
 */
public final class ProgressLine implements AutoCloseable {

    private static final long PATIENCE_NANOS = 500_000_000L;
    private static final long REFRESH_NANOS = 100_000_000L;
    private static final int WIDTH = 30;
    private static final String CLEAR_LINE = "\r\033[K";

    private final Session session;
    private final boolean shown;
    private final long begin = System.nanoTime();
    private volatile int columns;
    private final AtomicLong nextRefresh = new AtomicLong(PATIENCE_NANOS);

    /** Makes the text when it is time to show it. */
    public interface Text {
        /** What the line shows after this many seconds. */
        String after(double seconds);
    }

    /** The line of a session. It shows nothing unless standard error is a terminal. */
    public ProgressLine(Session session) {
        this.session = session;
        this.shown = session.terminal().err() && session.terminal().clears(session.host());
    }

    /** Whether the line is shown at all. */
    public boolean isShown() {
        return shown;
    }

    /** Shows the text, if it is time to. */
    public void refresh(Text text) {
        if (!shown) {
            return;
        }
        long elapsed = System.nanoTime() - begin;
        long due = nextRefresh.get();
        if (elapsed >= due && nextRefresh.compareAndSet(due, elapsed + REFRESH_NANOS)) {
            if (columns == 0) {
                columns = session.terminal().columns(session.host());
            }
            show(session, columns, text.after(elapsed / 1e9));
        }
    }

    /** Shows a text in place of what stands on the line, cut to the width of the terminal. */
    public static void show(Session session, String text) {
        show(session, session.terminal().columns(session.host()), text);
    }

    private static void show(Session session, int columns, String text) {
        // The last column stays free: a text that reaches it may wrap, and clearing the line would not remove the rest.
        session.err().print(CLEAR_LINE + TextColumns.cut(OneLine.of(text), columns - 1));
        session.err().flush();
    }

    /**
     * A bar, what is done, and the time left.
     *
     * @param part how much is done
     * @param total how much there is
     * @param rate how much is done in a second
     * @param done what is done, in words
     */
    public static String bar(long part, long total, long rate, String done) {
        double share = Math.min(1, (double) part / total);
        int filled = (int) (share * WIDTH);
        long left = Math.max(0, total - part) / rate;
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + (int) (share * 100) + "% " + done + ", "
                + left / 60 + ":" + (left % 60 < 10 ? "0" : "") + left % 60 + " left";
    }

    /** Clears the line, before anything else is printed. */
    public void clear() {
        if (shown && nextRefresh.get() > PATIENCE_NANOS) {
            session.err().print(CLEAR_LINE);
            session.err().flush();
        }
    }

    @Override
    public void close() {
        clear();
    }
}
