package org.corebucket.bridge.client.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SummedLineTest {

    private static final byte[] LINE = "123456789cbf43926\n".getBytes(US_ASCII);

    /** The check value of CRC-32 as the catalogue of such sums has it. */
    @Test
    void endsInTheChecksumOfItsText() {
        assertThat(SummedLine.of("123456789")).isEqualTo(LINE);
        assertThat(LINE).hasSize("123456789".length() + SummedLine.SUM_BYTES);
    }

    @Test
    void readsTheTextOfAWholeLine() {
        assertThat(SummedLine.read(LINE)).isEqualTo("123456789");
    }

    @Test
    void takesNoLineOfWhichAByteIsAnother() {
        for (int i = 0; i < LINE.length; i++) {
            byte[] damaged = LINE.clone();
            damaged[i] ^= 1;
            assertThat(SummedLine.read(damaged)).as("byte %s", i).isNull();
        }
    }

    @Test
    void takesNoBeginningOfALine() {
        for (int length = 0; length < LINE.length; length++) {
            assertThat(SummedLine.read(Arrays.copyOf(LINE, length)))
                    .as("%s bytes", length)
                    .isNull();
        }
    }
}
