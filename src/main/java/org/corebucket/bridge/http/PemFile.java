package org.corebucket.bridge.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text of a PEM file, which is at most 1 MiB. */
final class PemFile {

    private static final int LONGEST = 1024 * 1024;

    private PemFile() {}

    static String read(Path file, String remedy) throws IOException, TlsFileException {
        try {
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                throw new TlsFileException(file, "is not a file", remedy);
            }
            if (Files.size(file) > LONGEST) {
                throw new TlsFileException(file, "is longer than 1 MiB", remedy);
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1); // PEM is ASCII; explanations may be anything
        } catch (NoSuchFileException e) {
            throw new TlsFileException(file, "does not exist", remedy);
        }
    }
}
