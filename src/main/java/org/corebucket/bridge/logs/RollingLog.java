package org.corebucket.bridge.logs;

import ch.qos.logback.core.Context;
import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.helper.ArchiveRemover;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.corebucket.bridge.lines.SharedLineFile;

/**
 * A log of lines that begins a new file at midnight UTC and when a file is full, compresses the old one, and removes the oldest
 * (CONTRACT 7). It may lose lines: if the disk takes none, nobody is kept from working, and logging goes on by itself once
 * there is room.
 */
final class RollingLog implements Closeable {

    private static final byte[] NOTHING = {};
    private static final long LONGEST_COMPRESSION_SECONDS = 5;

    /**
     * When a file ends and how long it is kept.
     *
     * @param fileBytes the approximate size at which a file is closed
     * @param days how long closed files are kept
     * @param closedBytes how much closed files take at most
     */
    record Rotation(long fileBytes, int days, long closedBytes) {}

    private final ContextBase context = new ContextBase();
    private final RollingFileAppender<String> appender = new RollingFileAppender<>();
    private final Path file;
    private final Consumer<String> trouble;

    /**
     * Opens the log for appending. A torn line is ended first.
     *
     * @param trouble is told in one line of each failure to write
     */
    RollingLog(Path file, Rotation rotation, Clock clock, Consumer<String> trouble) throws IOException {
        this.file = file;
        this.trouble = trouble;
        new SharedLineFile(file).endTorn();
        context.setName(file.getFileName().toString());
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(new LogLines());
        TimeBasedRollingPolicy<String> policy = policy(file, rotation, clock);
        appender.setRollingPolicy(policy);
        appender.setTriggeringPolicy(policy);
        policy.start();
        appender.start();
        if (!appender.isStarted()) {
            close();
            throw new IOException(file + " can't be opened as a log");
        }
        // Status messages before this one are only advice about configuration files.
        context.getStatusManager().add(status -> {
            if (status.getEffectiveLevel() >= Status.WARN) {
                trouble.accept(file + ": " + status.getMessage());
            }
        });
    }

    private TimeBasedRollingPolicy<String> policy(Path file, Rotation rotation, Clock clock) {
        Daily daily = new Daily(clock);
        daily.setContext(context);
        daily.setMaxFileSize(new FileSize(rotation.fileBytes()));
        daily.setCheckIncrement(Duration.buildByMilliseconds(0));
        TimeBasedRollingPolicy<String> policy = new TimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(ClosedLogs.pattern(file));
        policy.setMaxHistory(rotation.days());
        policy.setTotalSizeCap(new FileSize(rotation.closedBytes()));
        policy.setCleanHistoryOnStart(true);
        policy.setTimeBasedFileNamingAndTriggeringPolicy(daily);
        return policy;
    }

    /** Appends one line, or several with line feeds between them. They have reached the system when this returns. */
    void append(String lines) {
        appender.doAppend(lines);
    }

    /** Closes the log, after the compression of closed files has finished. */
    @Override
    public void close() {
        appender.stop();
        ExecutorService compressors = context.getExecutorService();
        compressors.shutdown();
        try {
            if (!compressors.awaitTermination(LONGEST_COMPRESSION_SECONDS, TimeUnit.SECONDS)) {
                trouble.accept(file + ": a closed file is still being compressed, and is left as it is");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.stop();
    }

    private static final class LogLines extends EncoderBase<String> {

        @Override
        public byte[] headerBytes() {
            return NOTHING;
        }

        @Override
        public byte[] encode(String line) {
            return (line + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return NOTHING;
        }
    }

    /** The library's own policy, with the clock that was passed in. */
    private static final class Daily extends SizeAndTimeBasedFileNamingAndTriggeringPolicy<String> {

        private final Clock clock;

        Daily(Clock clock) {
            this.clock = clock;
        }

        @Override
        public long getCurrentTime() {
            return clock.millis();
        }

        @Override
        protected ArchiveRemover createArchiveRemover() {
            return new OneAfterTheOther(super.createArchiveRemover());
        }
    }

    /**
     * Lets the library remove old files in one thread at a time. Its calendar is not safe for several threads: when files fill
     * quickly one after the other, it could remove files of the wrong days, even of today.
     */
    private static final class OneAfterTheOther extends ContextAwareBase implements ArchiveRemover {

        private final ArchiveRemover library;

        OneAfterTheOther(ArchiveRemover library) {
            this.library = library;
        }

        @Override
        public void setContext(Context context) {
            super.setContext(context);
            library.setContext(context);
        }

        @Override
        public void setMaxHistory(int days) {
            library.setMaxHistory(days);
        }

        @Override
        public void setTotalSizeCap(long bytes) {
            library.setTotalSizeCap(bytes);
        }

        @Override
        public void clean(Instant now) {
            library.clean(now);
        }

        @Override
        public Future<?> cleanAsynchronously(Instant now) {
            Future<?> removal = library.cleanAsynchronously(now);
            try {
                removal.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                addError("closed files could not be removed", e.getCause());
            }
            return removal;
        }
    }
}
