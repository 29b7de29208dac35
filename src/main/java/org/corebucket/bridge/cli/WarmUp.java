package org.corebucket.bridge.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * Initialises, on a second processor, what a verification needs next, while the command line's model is built on the
 * first: the platform's cryptography and JSON take a tenth of the start-up.
 */
final class WarmUp extends Thread {

    private WarmUp() {
        super("warm-up");
        setDaemon(true);
    }

    /** Begins, and does not wait. Nothing depends on its end: whoever comes first does the work. */
    static void begin() {
        Thread thread = new WarmUp();
        thread.start();
    }

    @Override
    public void run() {
        Sha256.of(new byte[1]);
        try {
            Json.parse("{\"a\": [1]}".getBytes(StandardCharsets.UTF_8), "warm-up");
            JsonWriter.compact(Writer.nullWriter()).beginObject().endObject().close();
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written", e);
        }
    }
}
