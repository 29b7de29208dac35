package org.corebucket.bridge.process;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * Finds the process that holds the lock of a file, as the kernel tells it ({@code proc_locks(5)}). What the file says does not
 * matter.
 */
public final class LockHolders {

    private static final String LOCKS = "/proc/locks";
    private static final int PROCESS = 4;
    private static final int FILE = 5;

    private LockHolders() {}

    /**
     * The processes that hold a lock of a file. The list is empty if there is no such file; a process that this user may not
     * look into is left out.
     */
    public static List<RunningProcess> of(ProcessTable table, Path file) {
        List<RunningProcess> holders = new ArrayList<>();
        FileId id;
        try {
            id = FileId.of(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return holders;
        }
        for (String line : ProcFiles.text(LOCKS).lines().toList()) {
            List<String> fields = fields(line);
            // A line that begins with -> is about a process that waits. The device is not compared, since some file
            // systems
            // give another one here.
            if (fields.size() > FILE
                    && !fields.get(1).equals("->")
                    && fields.get(FILE).endsWith(":" + id.inode())) {
                holder(table, fields.get(PROCESS), id).ifPresent(holders::add);
            }
        }
        return holders;
    }

    private static List<String> fields(String line) {
        StringTokenizer words = new StringTokenizer(line);
        List<String> fields = new ArrayList<>();
        while (words.hasMoreTokens()) {
            fields.add(words.nextToken());
        }
        return fields;
    }

    private static Optional<RunningProcess> holder(ProcessTable table, String pid, FileId id) {
        try {
            return table.find(Long.parseLong(pid)).filter(process -> hasOpen(process, id));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean hasOpen(RunningProcess process, FileId id) {
        for (int number : process.openFiles()) {
            if (process.openFile(number).filter(id::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
