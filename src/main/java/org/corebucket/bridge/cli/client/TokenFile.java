package org.corebucket.bridge.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A token that somebody else issued. It is read anew for every call, so that a new one can be put in its place. */
final class TokenFile implements Tokens {

    private static final int LARGEST = 1 << 14;

    private final Path file;

    TokenFile(Path file) {
        this.file = file;
    }

    @Override
    public void prepare() throws IOException {
        read();
    }

    @Override
    public String token(String module) throws IOException {
        return read();
    }

    private String read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String token = new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1).strip();
            if (token.isEmpty() || !isPlain(token)) {
                throw new FileSystemException(
                        file.toString(), null, "it holds no token; make one with: bridgectl token issue");
            }
            return token;
        }
    }

    /** No file can put another line into a request. */
    private static boolean isPlain(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether somebody has replaced the file since. */
    @Override
    public boolean replace(String refused) {
        try {
            return !read().equals(refused);
        } catch (IOException e) {
            return false;
        }
    }
}
