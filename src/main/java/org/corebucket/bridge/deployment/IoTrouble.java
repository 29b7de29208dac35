package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.corebucket.bridge.text.OneLine;

/** What an I/O exception says, in words: of many the message is a file's name alone. */
public final class IoTrouble {

    private IoTrouble() {}

    /** What happened to which file. */
    public static String words(IOException e) {
        if (!(e instanceof FileSystemException trouble)) {
            return reason(e);
        }
        String target = trouble.getOtherFile();
        return OneLine.of(String.valueOf(target == null ? trouble.getFile() : target)) + ": " + reason(trouble);
    }

    /** The same trouble with the name of the file that it was with, for which the system gave none, or only its last part. */
    public static FileSystemException located(String file, IOException e) {
        FileSystemException located = e instanceof AccessDeniedException
                ? new AccessDeniedException(file)
                : new FileSystemException(file, null, reason(e));
        located.initCause(e);
        return located;
    }

    /** Whether there was no room for what was to be written, as the system says it in the locale that the launcher sets. */
    public static boolean isFull(IOException e) {
        String reason = reason(e);
        return reason.equals("No space left on device") || reason.equals("Disk quota exceeded");
    }

    /** What can be done about it, by whoever it may concern. */
    public static String remedy(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "run it as the user that owns the deployment, or give this user the right to its files";
        }
        return isFull(e)
                ? "make room on the disk on which it lies, then try again"
                : "see to the disk or mount on which it lies, then try again";
    }

    /** What happened, without the file's name where it is known apart from it. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the directory is not empty";
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a directory";
        }
        String message = e instanceof FileSystemException trouble ? trouble.getReason() : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
