package org.corebucket.bridge.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.text.Digits;

/**
 * Where the files of a ledger lie (CONTRACT 8).
 *
 * @param directory a deployment's {@code logs}, or a scratch directory
 */
public record LedgerFiles(Path directory) {

    /** The directory of a deployment's ledger, relative to the root. */
    public static final String DIRECTORY = "logs";

    /** The name of an archived V5 ledger. */
    public static final String ARCHIVED = "provenance_chain.v5.jsonl";

    private static final String CHAIN = "provenance_chain";
    private static final String LINES = ".jsonl";

    /** The path of a deployment's segment that entries are appended to, relative to the root. */
    public static final String LIVE = DIRECTORY + "/" + CHAIN + LINES;

    /** The path of a deployment's checkpoints, relative to the root. */
    public static final String CHECKPOINTS = DIRECTORY + "/checkpoints" + LINES;

    private static final String FIRST_NUMBER = "000001";

    /** The ledger of a deployment. */
    public static LedgerFiles of(Deployment deployment) {
        return new LedgerFiles(deployment.path(DIRECTORY));
    }

    /** The segment that entries are appended to. */
    public Path live() {
        return directory.resolve(CHAIN + LINES);
    }

    /**
     * A segment that is complete.
     *
     * @param number from 1
     */
    public Path closed(int number) {
        return directory.resolve(CHAIN + "." + sixDigits(number) + LINES);
    }

    /**
     * The index of a closed segment, from session to entry. It is derived from the segment and made anew whenever it is
     * missing.
     */
    public Path index(int number) {
        return directory.resolve(CHAIN + "." + sixDigits(number) + ".index");
    }

    /** The checkpoints, one a line. */
    public Path checkpoints() {
        return directory.resolve("checkpoints" + LINES);
    }

    /** The directory of the ledger as a log: its tree's tiles, and below it its checkpoints. */
    public Path log() {
        return directory.resolve("log");
    }

    /** The archived V5 ledger that this ledger replaced. */
    public Path archived() {
        return directory.resolve(ARCHIVED);
    }

    /** The checkpoints that were signed over the archived V5 ledger. */
    public Path archivedCheckpoints() {
        return directory.resolve("checkpoints.v5" + LINES);
    }

    /** The mark, which says up to which entry the ledger is on disk. */
    public Path mark() {
        return directory.resolve(".ledger.mark");
    }

    /** The lock that the writing process holds. */
    public Path lock() {
        return directory.resolve(".ledger.lock");
    }

    /** The directory that keeps what was cut off a file, such as the torn end that a crash left. */
    public Path aside() {
        return directory.resolve("aside");
    }

    /**
     * The closed segments that exist, ordered by number. A gap between them is not refused here: the entries around it
     * are not linked.
     */
    public SortedMap<Integer, Path> closedSegments() throws IOException {
        SortedMap<Integer, Path> segments = new TreeMap<>();
        for (String name : TreeFiles.names(directory, CHAIN + ".*" + LINES)) {
            String number = name.substring(CHAIN.length() + 1, name.length() - LINES.length());
            if (number.length() == FIRST_NUMBER.length() && Digits.isNumber(number, FIRST_NUMBER.length())) {
                segments.put(Integer.valueOf(number), directory.resolve(name));
            }
        }
        return segments;
    }

    /** All segments that exist, in the order of their entries; the live one is the last. */
    public List<Path> segments() throws IOException {
        List<Path> segments = new ArrayList<>(closedSegments().values());
        if (Files.exists(live(), LinkOption.NOFOLLOW_LINKS)) {
            segments.add(live());
        }
        return segments;
    }

    private static String sixDigits(int number) {
        String digits = String.valueOf(number);
        return "0".repeat(Math.max(0, FIRST_NUMBER.length() - digits.length())) + digits;
    }
}
