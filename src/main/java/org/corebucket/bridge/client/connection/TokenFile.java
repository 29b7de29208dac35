package org.corebucket.bridge.client.connection;

import java.io.IOException;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.readiness.MendableException;

/**
 * A token that somebody else issued, in a file. The file is read anew for each call, so that a new token can be put in
 * its place; a pipe is read only once.
 */
final class TokenFile implements TokenSource {

    /** The greatest length of a token: the bridge takes no longer head of a request. */
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

    /** Whether the token has only visible ASCII characters, so that no file can add a line to a request. */
    private static boolean isPlain(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether the file has another token by now. */
    @Override
    public boolean replace(String refused) {
        try {
            return !read().equals(refused);
        } catch (IOException | MendableException e) {
            return false;
        }
    }
}
