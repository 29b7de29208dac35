package org.corebucket.bridge.automation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.corebucket.bridge.digest.FileFacts;

/** The reports of one directory: the newest thousand stay, as far as they take no more than 512 MiB. */
final class OldReports {

    static final String SUFFIX = ".jsonl";

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'run_'uuuuMMdd'_'HHmmss", Locale.ROOT);
    private static final Pattern REPORT = Pattern.compile("run_\\d{8}_\\d{6}\\.jsonl");
    private static final int MOST = 1000;
    private static final long MOST_BYTES = 512L << 20;

    private final Path directory;
    private final Consumer<String> trouble;

    OldReports(Path directory, Consumer<String> trouble) {
        this.directory = directory;
        this.trouble = trouble;
    }

    /** The name of a report that begins at a time; sorting names sorts times. */
    static String name(OffsetDateTime utc) {
        return NAME.format(utc) + SUFFIX;
    }

    /** Removes what is too much. What is no report by its name and kind is nobody's business here. */
    void remove() {
        try {
            int count = 0;
            long bytes = 0;
            for (Path report : newestFirst()) {
                count++;
                bytes += FileFacts.of(report).size();
                if (count > MOST || (count > 1 && bytes > MOST_BYTES)) {
                    Files.delete(report);
                }
            }
        } catch (IOException e) {
            trouble.accept("old reports could not be removed from " + directory + ": " + e.getMessage());
        }
    }

    private List<Path> newestFirst() throws IOException {
        List<Path> reports = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (REPORT.matcher(file.getFileName().toString()).matches()
                        && FileFacts.of(file).isRegular()) {
                    reports.add(file);
                }
            }
        }
        reports.sort(Comparator.comparing((Path file) -> file.getFileName().toString())
                .reversed());
        return reports;
    }
}
