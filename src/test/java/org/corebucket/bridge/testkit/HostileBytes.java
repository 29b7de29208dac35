package org.corebucket.bridge.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What all inputs for fuzzing a parser are made of: its tokens in any order, documents with damage, and plain bytes. */
public final class HostileBytes {

    private final Random random;
    private final List<String> tokens;
    private final int longestDamage;

    /**
     * Makes what follows from the random numbers.
     *
     * @param tokens what the parser's language is made of
     * @param longestDamage below how many bytes are taken out or doubled at once
     */
    public HostileBytes(Random random, List<String> tokens, int longestDamage) {
        this.random = random;
        this.tokens = List.copyOf(tokens);
        this.longestDamage = longestDamage;
    }

    /** One token. */
    public String token() {
        return tokens.get(random.nextInt(tokens.size()));
    }

    /** Fewer tokens than this. */
    public byte[] tokens(int bound) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(bound); count > 0; count--) {
            text.append(token());
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** So many bytes. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A document with damage in up to three places. */
    public byte[] damaged(byte[] document) {
        byte[] damaged = document;
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            damaged = damage(damaged);
        }
        return damaged;
    }

    private byte[] damage(byte[] document) {
        int from = random.nextInt(document.length + 1);
        int to = Math.min(document.length, from + random.nextInt(longestDamage));
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
}
