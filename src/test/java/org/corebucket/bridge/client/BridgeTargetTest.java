package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BridgeTargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8000", "http://127.0.0.1:8000/", "HTTP://127.0.0.1:8000"})
    void theSameAddressIsTheSameHoweverItIsWritten(String text) {
        assertThat(BridgeTarget.address(text)).contains(URI.create("http://127.0.0.1:8000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:8000",
                "ftp://127.0.0.1:8000",
                "http://:8000",
                "http://127.0.0.1:8000/bridge",
                "http://127.0.0.1:8000?a=b",
                "http://127.0.0.1:8000#a",
                "http://user:word@127.0.0.1:8000",
                "http://127.0.0.1 :8000"
            })
    void whatHasMoreOrLessThanASchemeAHostAndAPortIsNone(String text) {
        assertThat(BridgeTarget.address(text)).isEmpty();
    }

    @Test
    void aTargetIsMadeOfNothingElse() {
        URI address = URI.create("http://127.0.0.1:8000/bridge");

        assertThatThrownBy(() -> new BridgeTarget(address, BridgeTrust.STANDARD))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
