package org.corebucket.bridge.cli.session;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;

/** A file that a user asked for: it appears whole, or not at all. */
public final class OutputFile {

    private static final int MODE = 0644;

    /** Writes the content. */
    public interface Content {
        void write(Writer out) throws IOException;
    }

    private OutputFile() {}

    /** Writes it. */
    public static void write(Path target, Content content) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(target + " can't be written: it is a directory");
        }
        DurableFiles files = new DurableFiles(directory);
        Path staged = files.stage(new byte[0], MODE);
        try {
            try (BufferedWriter out = Files.newBufferedWriter(staged, StandardCharsets.UTF_8)) {
                content.write(out);
            }
            files.publish(staged, target);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            FileSystemException located = new FileSystemException(target.toString(), null, IoTrouble.reason(e));
            located.initCause(e);
            throw located;
        } finally {
            Files.deleteIfExists(staged);
        }
    }
}
