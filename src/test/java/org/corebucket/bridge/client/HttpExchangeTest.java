package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** What is known of a bridge to which no connection came about. */
final class HttpExchangeTest {

    @Test
    void aTimeOutProvesNothingAndARefusalDoes() {
        assertThat(HttpExchange.notSent(new SocketTimeoutException("Read timed out")))
                .isEqualTo(new HttpOutcome.NotSent("no answer in time", true));
        assertThat(HttpExchange.notSent(new ConnectException("Connection refused")))
                .isEqualTo(new HttpOutcome.NotSent("Connection refused", false));
        assertThat(HttpExchange.notSent(new UnknownHostException("bridge.example")))
                .isEqualTo(new HttpOutcome.NotSent("there is no host bridge.example", false));
    }
}
