package org.corebucket.bridge.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** One body's limit, and the limit of all. */
final class BodyBufferTest {

    @Test
    void aBodyGrowsToItsLimitAndNoFurther() {
        BodyBuffer body = new BodyBuffer(new BodyMemory(100_000), 10_000);
        assertThat(body.put(ByteBuffer.allocate(10_000), 10_000)).isTrue();
        assertThat(body.takes(1)).isFalse();
        assertThat(body.content()).hasSize(10_000);
    }

    @Test
    void allBodiesTogetherHaveALimit() {
        BodyMemory memory = new BodyMemory(10_000);
        BodyBuffer first = new BodyBuffer(memory, 10_000);
        BodyBuffer second = new BodyBuffer(memory, 10_000);
        assertThat(first.put(ByteBuffer.allocate(6000), 6000)).isTrue();
        assertThat(second.put(ByteBuffer.allocate(6000), 6000)).isFalse();
        first.release();
        first.release();
        assertThat(second.put(ByteBuffer.allocate(6000), 6000)).isTrue();
        second.release();
        assertThat(memory.reserve(10_000)).isTrue();
        assertThat(memory.reserve(1)).isFalse();
    }
}
