package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Collectors;
import org.corebucket.bridge.text.OneLine;

/** Says in words what an I/O exception means: the message of many is a file's name alone. */
public final class IoTrouble {

    private IoTrouble() {}

    /** What happened, and to which file if that is known. */
    public static String words(IOException e) {
        if (!(e instanceof FileSystemException trouble)) {
            return reason(e);
        }
        String target = trouble.getOtherFile() == null ? trouble.getFile() : trouble.getOtherFile();
        return target == null ? reason(trouble) : OneLine.of(target) + ": " + reason(trouble);
    }

    /** The same error with the file's path, for errors that the system gives without a name, or with the last part of it. */
    public static FileSystemException located(String file, IOException e) {
        FileSystemException located = e instanceof AccessDeniedException
                ? new AccessDeniedException(file)
                : new FileSystemException(file, null, reason(e));
        located.initCause(e);
        return located;
    }

    /**
     * Whether the disk is full or a quota is used up. The system's words are compared, in the locale that the launcher sets.
     */
    public static boolean isFull(IOException e) {
        String reason = reason(e);
        return reason.equals("No space left on device") || reason.equals("Disk quota exceeded");
    }

    /** What an error of our own says to do about it, on the lines below its first; empty if it says nothing. */
    public static String ownRemedy(IOException e) {
        return e instanceof FileSystemException
                ? ""
                : String.valueOf(e.getMessage()).lines().skip(1).collect(Collectors.joining("\n"));
    }

    /** What the user can do about it. */
    public static String remedy(IOException e) {
        String own = ownRemedy(e);
        if (!own.isEmpty()) {
            return own.replace("\n", " ");
        }
        if (e instanceof AccessDeniedException) {
            return "run it as the user that owns the deployment, or give this user the right to its files";
        }
        return isFull(e)
                ? "make room on the disk on which it lies, then try again"
                : "see to the disk or mount on which it lies, then try again";
    }

    /** What happened, without the file's name. */
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
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
