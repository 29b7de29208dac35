package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
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
        DurableFiles.move(file, aside);
        return aside;
    }

    /** The first name that is free. */
    static Path unused(Path file) {
        return DurableFiles.free(file.resolveSibling(file.getFileName() + ".damaged"));
    }
}
