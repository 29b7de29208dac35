package org.corebucket.bridge.json;

import java.util.List;
import java.util.Random;
import org.corebucket.bridge.testkit.HostileBytes;

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
    private final HostileBytes hostile;
    private final List<byte[]> valid;

    /** Inputs that follow from a seed and from documents to damage. */
    public HostileInput(long seed, List<byte[]> valid) {
        this.random = new Random(seed);
        this.hostile = new HostileBytes(random, TOKENS, 8);
        this.valid = List.copyOf(valid);
    }

    /** The next input: two of three are damaged documents. */
    public byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> hostile.tokens(20);
            case 1 -> hostile.bytes(random.nextInt(40));
            default -> hostile.damaged(valid.get(random.nextInt(valid.size())));
        };
    }
}
