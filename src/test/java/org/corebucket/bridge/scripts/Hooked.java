package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.scripts.GitRepository.MANIFEST;

/** What git says where the hook lets a commit pass, and where it refuses one. */
final class Hooked {

    static final String OTHER_BYTES = " is staged with other bytes than " + MANIFEST + " lists";

    private Hooked() {}

    static void assertPasses(Run run) {
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    static void assertRefuses(Run run, String reason) {
        assertThat(run.exit()).as(run.err()).isNotZero();
        assertThat(run.err().lines()).contains("pre-commit: refused: " + reason);
    }
}
