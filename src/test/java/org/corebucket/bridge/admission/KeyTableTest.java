package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.corebucket.bridge.ledger.MarkKey;
import org.junit.jupiter.api.Test;

final class KeyTableTest {

    private static final int HOUR = 10;

    private final KeyTable table = new KeyTable();

    /** Keys of few homes, so that they stand in each other's way. */
    private static MarkKey key(int i) {
        return new MarkKey(((long) (i % 7) << 61) | i, (long) i << 16);
    }

    @Test
    void aKeyIsAddedOnce() {
        assertThat(table.add(key(1), 20, HOUR)).isTrue();
        assertThat(table.add(key(1), 20, HOUR)).isFalse();
        assertThat(table.has(key(1), HOUR)).isTrue();
        assertThat(table.has(key(2), HOUR)).isFalse();
    }

    @Test
    void aKeyDiesAfterItsHourAndNotBefore() {
        table.add(key(1), 20, HOUR);

        assertThat(table.add(key(1), 30, 20)).isFalse();
        assertThat(table.add(key(1), 30, 21)).isTrue();
    }

    @Test
    void aKeyWithoutAnHourNeverDies() {
        table.add(key(1), KeyTable.FOREVER, HOUR);

        assertThat(table.add(key(1), 20, KeyTable.FOREVER)).isFalse();
    }

    @Test
    void keysThatCameAndWentDoNotMakeItGrow() {
        for (int i = 0; i < 100_000; i++) {
            table.add(key(i), 2 + i / 100, 2 + i / 100);
        }
        assertThat(table.capacity()).isLessThan(1000);
    }

    @Test
    void keysThatWereTakenBackDoNotMakeItGrow() {
        for (int i = 0; i < 10_000; i++) {
            table.add(key(i), 20, HOUR);
            table.remove(key(i));
        }
        assertThat(table.capacity()).isLessThan(100);
    }

    @Test
    void whateverIsDoneItHoldsWhatAMapWouldHold() {
        Random random = new Random(20261123);
        Map<Integer, Integer> model = new HashMap<>();
        int hour = HOUR;
        for (int step = 0; step < 200_000; step++) {
            int i = random.nextInt(3000);
            int now = hour;
            boolean there = model.containsKey(i) && model.get(i) >= now;
            switch (random.nextInt(4)) {
                case 0 -> {
                    table.remove(key(i));
                    model.remove(i);
                }
                case 1 -> assertThat(table.has(key(i), now)).isEqualTo(there);
                default -> {
                    int stamp = random.nextInt(20) == 0 ? KeyTable.FOREVER : now + random.nextInt(5);
                    assertThat(table.add(key(i), stamp, now)).isEqualTo(!there);
                    if (!there) {
                        model.put(i, stamp);
                    }
                }
            }
            hour += random.nextInt(2000) == 0 ? 1 : 0;
        }
    }
}
