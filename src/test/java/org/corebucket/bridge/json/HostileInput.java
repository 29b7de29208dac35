package org.corebucket.bridge.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs for fuzzing a parser of JSON: damaged documents, tokens in any order, and bytes. */
public final class HostileInput {

    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u",
            "\\ud83d",
            "\\ude00",
            "\\u0000",
            "\"a\"",
            "\"\"",
            "0",
            "-0",
            "1",
            "-",
            "+",
            ".",
            "e",
            "E5",
            "1e400",
            "1.5",
            "5e-324",
            "true",
            "false",
            "null",
            "NaN",
            "-Infinity",
            " ",
            "\n",
            "\r\n",
            "\t",
            "\u0000",
            "\ufeff",
            "é",
            "😀",
            "/*",
            "//",
            "'");

    private final Random random;
    private final List<byte[]> valid;

    /** Inputs that follow from a seed and from documents to damage. */
    public HostileInput(long seed, List<byte[]> valid) {
        this.random = new Random(seed);
        this.valid = List.copyOf(valid);
    }

    /** The next input: two of three are damaged documents. */
    public byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> tokens();
            case 1 -> bytes(random.nextInt(40));
            default -> damaged();
        };
    }

    private byte[] tokens() {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(20); count > 0; count--) {
            text.append(token());
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] damaged() {
        byte[] document = valid.get(random.nextInt(valid.size()));
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            document = damage(document);
        }
        return document;
    }

    private byte[] damage(byte[] document) {
        int from = random.nextInt(document.length + 1);
        int to = Math.min(document.length, from + random.nextInt(8));
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(document, from);
            case 1 -> joined(document, from, new byte[0], to);
            case 2 -> joined(document, from, token().getBytes(StandardCharsets.UTF_8), from);
            case 3 -> joined(document, from, bytes(1), Math.min(document.length, from + 1));
            default -> joined(document, to, Arrays.copyOfRange(document, from, to), to);
        };
    }

    private static byte[] joined(byte[] document, int head, byte[] middle, int tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(document, 0, head);
        out.writeBytes(middle);
        out.write(document, tail, document.length - tail);
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
