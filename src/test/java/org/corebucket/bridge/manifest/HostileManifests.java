package org.corebucket.bridge.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import org.corebucket.bridge.testkit.HostileBytes;

/** Inputs for fuzzing the reader: damaged manifests, lines with odd names, tokens in any order, and bytes. */
final class HostileManifests {

    private static final String DIGEST = ManifestText.EMPTY;

    private static final List<String> VALID = List.of(
            "# deployment: x\n# serial: 1\n" + DIGEST + "  canonical/policy.json\n" + DIGEST + "  CANONICAL_RUN.md\n",
            DIGEST + " *a\n" + DIGEST + " *a/b\n" + DIGEST + " *b c\n",
            "SHA256 (a) = " + DIGEST + "\r\nSHA256 (b) = " + DIGEST + "\r\n",
            "\\" + DIGEST + "  new\\nline\n\\SHA256 (back\\\\slash) = " + DIGEST + "\n",
            DIGEST + "  ./a\n" + DIGEST + "  b//c\n# comment\n" + DIGEST + "  é😀",
            DIGEST + "  z\n" + DIGEST + "  y\n" + DIGEST + "  x\n");

    private static final List<String> TOKENS = List.of(
            DIGEST,
            DIGEST + "  ",
            DIGEST + " *",
            "\\" + DIGEST + "  ",
            "SHA256 (",
            "\\SHA256 (",
            ") = ",
            ") = " + DIGEST,
            "MD5 (",
            "  ",
            " *",
            "a",
            "b",
            "/",
            "//",
            ".",
            "..",
            "../",
            "/..",
            "./",
            "\\",
            "\\\\",
            "\\n",
            "\\r",
            "\\0",
            "\n",
            "\r\n",
            "\r",
            "#",
            "# name: value\n",
            "\0",
            "\ufeff",
            "é",
            "😀");

    private final Random random;
    private final HostileBytes hostile;

    HostileManifests(long seed) {
        this.random = new Random(seed);
        this.hostile = new HostileBytes(random, TOKENS, 80);
    }

    /** The next input. */
    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> hostile.tokens(12);
            case 1 -> hostile.bytes(random.nextInt(100));
            case 2, 3 -> lines();
            default -> hostile.damaged(VALID.get(random.nextInt(VALID.size())).getBytes(UTF_8));
        };
    }

    private byte[] lines() {
        StringBuilder text = new StringBuilder();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            String name = hostile.token() + (random.nextBoolean() ? hostile.token() : "");
            text.append(random.nextInt(3) == 0 ? "\\" : "");
            text.append(random.nextBoolean() ? DIGEST + "  " + name : "SHA256 (" + name + ") = " + DIGEST);
            text.append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }
}
