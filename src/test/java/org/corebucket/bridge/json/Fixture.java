package org.corebucket.bridge.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The files below {@code src/test/resources/json}. */
final class Fixture {

    private Fixture() {}

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Fixture.class.getResourceAsStream("/json/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }
}
