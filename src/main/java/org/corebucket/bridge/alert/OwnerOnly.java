package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.corebucket.bridge.deployment.DirectoryOwner;
import org.corebucket.bridge.deployment.DurableFiles;

/** Makes directories and files that only their owner can read, since alerts tell what is wrong with a deployment. */
final class OwnerOnly {

    /** The mode of a file. */
    static final int FILE = 0600;

    private static final int DIRECTORY = 0700;

    private OwnerOnly() {}

    /** Makes a directory if it is not there. */
    static Path directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            DurableFiles.makeDirectories(directory);
            DurableFiles.setMode(directory, DIRECTORY);
        }
        return directory;
    }

    /** Makes an empty file if none is there. */
    static Path file(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            DirectoryOwner.inherit(file);
            return file;
        } catch (FileAlreadyExistsException e) {
            return file;
        }
    }
}
