package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

final class BridgeTargetTest {

    @Test
    void aTargetIsMadeOfNothingElse() {
        URI address = URI.create("http://127.0.0.1:8000/bridge");

        assertThatThrownBy(() -> new BridgeTarget(address, BridgeTrust.STANDARD))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
