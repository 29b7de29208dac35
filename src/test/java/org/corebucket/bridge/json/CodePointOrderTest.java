package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CodePointOrderTest {

    private static final long SEED = 20261123;

    private static final int[] EDGES = {'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};

    @Test
    void aCharacterBeyondSixteenBitsComesAfterEveryOther() {
        assertThat(CodePointOrder.INSTANCE.compare("\uffee", "😀")).isNegative();
    }

    @Test
    void aPrefixComesFirst() {
        assertThat(CodePointOrder.INSTANCE.compare("a", "ab")).isNegative();
        assertThat(CodePointOrder.INSTANCE.compare("", "a")).isNegative();
        assertThat(CodePointOrder.INSTANCE.compare("ab", "ab")).isZero();
    }

    @Test
    void aLoneSurrogateComesBeforeAPairThatBeginsWithIt() {
        assertThat(CodePointOrder.INSTANCE.compare("\ud800\ud800\udc00", "\ud800\udc00"))
                .isNegative();
        assertThat(CodePointOrder.INSTANCE.compare("\ud800", "\ud800\udc00")).isNegative();
    }

    @Test
    void agreesWithTheOrderOfUtf8Bytes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 100_000; i++) {
            String left = text(random);
            String right = text(random);
            int expected = Arrays.compareUnsigned(
                    left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
            assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(left, right)))
                    .isEqualTo(Integer.signum(expected));
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(5); length > 0; length--) {
            text.appendCodePoint(EDGES[random.nextInt(EDGES.length)]);
        }
        return text.toString();
    }
}
