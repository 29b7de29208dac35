package org.corebucket.bridge.cli.verify;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.cli.shared.ProgressLine;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.manifest.Manifest;

/** A progress bar with rate and time left. It shows only on a terminal, and only for work that takes a while. */
public final class VerifyProgress implements HashProgress, Closeable {

    private static final long MEBIBYTE = 1 << 20;

    private final ProgressLine line;
    private final Path root;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong files = new AtomicLong();

    /** How many bytes there are to read; 0 until this is known. */
    private final AtomicLong total = new AtomicLong();

    private VerifyProgress(Session session, Path root) {
        this.line = new ProgressLine(session);
        this.root = root;
    }

    /** A bar for files below a root. */
    public static VerifyProgress on(Session session, Path root) {
        return new VerifyProgress(session, root);
    }

    /** Begins to count in the background how many bytes there are to read, so that the time left can be shown. */
    public void expect(Manifest manifest) {
        if (line.isShown()) {
            List<String> paths = manifest.paths();
            Thread counter = new Thread(() -> count(paths), "count");
            counter.setDaemon(true);
            counter.start();
        }
    }

    /** Sets how many bytes there are to read. */
    public void expect(long total) {
        this.total.set(total);
    }

    private void count(List<String> paths) {
        long sum = 0;
        for (String path : paths) {
            if (closed.get()) {
                return;
            }
            sum += root.resolve(path).toFile().length();
        }
        total.set(sum);
    }

    @Override
    public void read(long count) {
        bytes.addAndGet(count);
        refresh();
    }

    @Override
    public void fileDone() {
        files.incrementAndGet();
        refresh();
    }

    private void refresh() {
        if (line.isShown()) {
            line.refresh(seconds -> line(bytes.get(), total.get(), files.get(), seconds));
        }
    }

    /** What the terminal shows. */
    static String line(long bytes, long total, long files, double seconds) {
        long rate = (long) (bytes / seconds);
        String done = files + " files, " + bytes / MEBIBYTE + " MiB, " + rate / MEBIBYTE + " MiB/s";
        return total <= 0 || rate <= 0 ? done : ProgressLine.bar(bytes, total, rate, done);
    }

    @Override
    public void close() {
        closed.set(true);
        line.close();
    }
}
