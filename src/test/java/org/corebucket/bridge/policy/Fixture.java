package org.corebucket.bridge.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The files below {@code src/test/resources/policy}. */
final class Fixture {

    private Fixture() {}

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Fixture.class.getResourceAsStream("/policy/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
