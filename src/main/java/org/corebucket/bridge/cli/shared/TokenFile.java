package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.readiness.MendableException;

/** A token that somebody else issued. A file is read anew for every call, so that a new one can be
 * put in its place; what comes through a pipe is read once. */
final class TokenFile implements TokenSource {

    /** No header of a request may be longer. */
    private static final int LONGEST = 1 << 14;

    private final InputFile file;

    TokenFile(InputFile file) {
        this.file = file;
    }

    @Override
    public void prepare() throws IOException, MendableException {
        read();
    }

    @Override
    public String token(String module) throws IOException, MendableException {
        return read();
    }

    private String read() throws IOException, MendableException {
        String token = file.text().strip();
        if (token.isEmpty()) {
            throw noToken("it is empty");
        }
        if (token.length() > LONGEST || !isPlain(token)) {
            throw noToken("it holds something else than a token");
        }
        return token;
    }

    private MendableException noToken(String problem) {
        return new MendableException(
                MendableException.MendableKind.MALFORMED,
                file.name() + ": " + problem + "; make a token with: bridgectl token issue");
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
        } catch (IOException | MendableException e) {
            return false;
        }
    }
}
