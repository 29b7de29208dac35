package org.corebucket.bridge.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RefusalTest {

    private final Refusal refusal =
            new Refusal(new RunRequest("bridge", List.of()), Refusal.RefusalReason.CHANGED, "it changed", "restore it");

    @Test
    void isToldToAllEvenIfOneCanNotRecordIt() {
        IOException full = new IOException("full");
        List<Refusal> told = new ArrayList<>();
        List<IOException> unrecorded = new ArrayList<>();

        refusal.tell(
                List.of(
                        one -> {
                            throw full;
                        },
                        told::add),
                unrecorded::add);

        assertThat(told).containsExactly(refusal);
        assertThat(unrecorded).containsExactly(full);
    }
}
