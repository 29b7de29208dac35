package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.FileFacts;

/** Sets damaged files aside: they are renamed to a free name beside the old one, and nothing is deleted. */
final class SlotAside {

    private SlotAside() {}

    /**
     * Whether something other than a file lies at a path, such as a directory or a link, which can't be read or written as a
     * file.
     */
    static boolean isNoFile(Path file) throws IOException {
        try {
            return !FileFacts.of(file).isRegular();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Renames a file durably; returns its new name. */
    static Path setAside(Path file) throws IOException {
        Path aside = unused(file);
        Files.move(file, aside);
        Path directory = aside.getParent();
        if (directory != null) {
            DurableFiles.syncDirectory(directory);
        }
        return aside;
    }

    /** The first name that is free. */
    static Path unused(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
            aside = file.resolveSibling(file.getFileName() + ".damaged." + i);
        }
        return aside;
    }
}
