package org.corebucket.bridge.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IoTroubleTest {

    private static final String FULL = "No space left on device";

    @Test
    void theFileIsNamedIfItIsKnown() {
        assertThat(List.of(
                        IoTrouble.words(new FileSystemException("a", null, FULL)),
                        IoTrouble.words(new FileSystemException("a", "b", FULL)),
                        IoTrouble.words(new FileSystemException(null, null, FULL)),
                        IoTrouble.words(new AccessDeniedException("a\nb"))))
                .containsExactly("a: " + FULL, "b: " + FULL, FULL, "a\\nb: permission denied");
    }
}
