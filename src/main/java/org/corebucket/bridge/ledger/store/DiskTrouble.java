package org.corebucket.bridge.ledger.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What went wrong with the disk.
 *
 * @param words what happened, and to which file if that is known
 * @param full whether there was no room
 */
public record DiskTrouble(String words, boolean full) {

    /** Reads the cause from the system's own message, which is English in the locale that the launcher sets. */
    public static DiskTrouble of(IOException e) {
        String reason = reason(e);
        boolean full = reason.equals("No space left on device") || reason.equals("Disk quota exceeded");
        boolean located = e instanceof FileSystemException trouble && trouble.getFile() != null;
        return new DiskTrouble(located ? ((FileSystemException) e).getFile() + ": " + reason : reason, full);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        String message = e instanceof FileSystemException trouble ? trouble.getReason() : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
