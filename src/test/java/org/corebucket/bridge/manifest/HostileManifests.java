package org.corebucket.bridge.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

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

    HostileManifests(long seed) {
        this.random = new Random(seed);
    }

    /** The next input. */
    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> tokens();
            case 1 -> bytes(random.nextInt(100));
            case 2, 3 -> lines();
            default -> damaged();
        };
    }

    private byte[] tokens() {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(12); count > 0; count--) {
            text.append(token());
        }
        return text.toString().getBytes(UTF_8);
    }

    private byte[] lines() {
        StringBuilder text = new StringBuilder();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            String name = token() + (random.nextBoolean() ? token() : "");
            text.append(random.nextInt(3) == 0 ? "\\" : "");
            text.append(random.nextBoolean() ? DIGEST + "  " + name : "SHA256 (" + name + ") = " + DIGEST);
            text.append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private byte[] damaged() {
        byte[] manifest = VALID.get(random.nextInt(VALID.size())).getBytes(UTF_8);
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            manifest = damage(manifest);
        }
        return manifest;
    }

    private byte[] damage(byte[] manifest) {
        int from = random.nextInt(manifest.length + 1);
        int to = Math.min(manifest.length, from + random.nextInt(80));
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(manifest, from);
            case 1 -> joined(manifest, from, new byte[0], to);
            case 2 -> joined(manifest, from, token().getBytes(UTF_8), from);
            case 3 -> joined(manifest, from, bytes(1), Math.min(manifest.length, from + 1));
            default -> joined(manifest, to, Arrays.copyOfRange(manifest, from, to), to);
        };
    }

    private static byte[] joined(byte[] manifest, int head, byte[] middle, int tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(manifest, 0, head);
        out.writeBytes(middle);
        out.write(manifest, tail, manifest.length - tail);
        return out.toByteArray();
    }

    private String token() {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
