package org.corebucket.bridge.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;

/** The hashes that are kept, and those that are not any more. */
final class LastHashesTest {

    private final LastHashes kept = new LastHashes();

    private static Sha256 hash(long seq) {
        return Sha256.of(ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
    }

    private void add(long from, long to) {
        for (long seq = from; seq <= to; seq++) {
            kept.add(seq, hash(seq));
        }
    }

    private static byte[] hashes(long from, long to) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (long seq = from; seq <= to; seq++) {
            all.writeBytes(hash(seq).bytes());
        }
        return all.toByteArray();
    }

    @Test
    void theyAreGivenAsFarAsTheyAreThere() {
        add(1, 5);

        assertThat(kept.from(1, 5)).isEqualTo(hashes(1, 5));
        assertThat(kept.from(3, 4)).isEqualTo(hashes(3, 4));
        assertThat(kept.from(4, 9)).isEqualTo(hashes(4, 5));
        assertThat(kept.from(6, 9)).isEmpty();
    }

    @Test
    void theOldestGiveWay() {
        long last = LastHashes.MOST * 2L + 7;
        add(1, last);

        assertThat(kept.from(last - LastHashes.MOST, last)).isEmpty();
        assertThat(kept.from(last - LastHashes.MOST + 1, last)).isEqualTo(hashes(last - LastHashes.MOST + 1, last));
        assertThat(kept.from(last - 20, last - 5)).isEqualTo(hashes(last - 20, last - 5));
    }

    /** Between them are others, which another node stored. */
    @Test
    void whatLiesBeforeAGapIsForgotten() {
        add(1, 5);
        add(8, 9);

        assertThat(kept.from(1, 9)).isEmpty();
        assertThat(kept.from(7, 9)).isEmpty();
        assertThat(kept.from(8, 9)).isEqualTo(hashes(8, 9));
    }
}
