package org.corebucket.bridge.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The PEM files of the test resources: sound ones, and one for each flaw, named after it. */
final class KeyFixtures {

    static final Passphrase PASSPHRASE = Passphrase.of("correct horse".toCharArray());

    private KeyFixtures() {}

    /** The text of a file below {@code keys/}. */
    static String text(String name) {
        try (InputStream in = KeyFixtures.class.getResourceAsStream("/keys/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all flaws below {@code keys/<directory>/}, without their ending. */
    static Set<String> flaws(String directory) throws IOException, URISyntaxException {
        Path path = Path.of(Objects.requireNonNull(KeyFixtures.class.getResource("/keys/" + directory))
                .toURI());
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(path)) {
            files.forEach(file -> names.add(file.getFileName().toString().replace(".pem", "")));
        }
        return names;
    }

    /** The first eight characters of every line that is part of a key. */
    static List<String> bodyPieces(String pem) {
        List<String> pieces = new ArrayList<>(List.of("MII"));
        for (String line : pem.lines().toList()) {
            if (line.length() >= 8 && !line.startsWith("-")) {
                pieces.add(line.substring(0, 8));
            }
        }
        return pieces;
    }

    static RsaPrivateKey soundKey() throws Exception {
        return RsaPrivateKey.fromPem(text("sound/pkcs8.pem"), "pkcs8.pem", Passphrase.NONE);
    }
}
