package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebOriginTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8000", "http://127.0.0.1:8000/", "HTTP://127.0.0.1:8000"})
    void theSameAddressIsTheSameHoweverItIsWritten(String text) {
        assertThat(WebOrigin.parse(text)).contains(URI.create("http://127.0.0.1:8000"));
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
        assertThat(WebOrigin.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://bridge.example", "http://127.1.2.3:1", "http://localhost:1", "http://[::1]:1"})
    void whatIsEncryptedOrStaysOnThisHostIsConfidential(String text) {
        assertThat(WebOrigin.isConfidential(WebOrigin.parse(text).orElseThrow()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://bridge.example", "http://127.bridge.lan1:1", "http://192.0.2.1:1"})
    void whatGoesToAnotherHostInTheClearIsNot(String text) {
        assertThat(WebOrigin.isConfidential(WebOrigin.parse(text).orElseThrow()))
                .isFalse();
    }
}
