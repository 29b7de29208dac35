package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No connection takes more than its turn, however many requests it has sent. */
@Timeout(60)
final class TurnTest {

    private static final int REQUESTS = 400;
    private static final int FEW = 100;

    /** Connections are dealt out among the threads: some of so many share the one that is kept busy. */
    private static final int OTHERS = 20;

    @Test
    void whoSendsManyRequestsAtOnceGetsAFewAnsweredAndThenTheOthersDo() throws Exception {
        try (SampleServer sample = SampleServer.start()) {
            othersGetTheirTurn(sample, sample::connect);
        }
    }

    /** All others have sent theirs while the thread was busy with the first. */
    static void othersGetTheirTurn(SampleServer sample, Callable<RawClient> connecting) throws Exception {
        List<RawClient> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            RawClient other = connecting.call();
            assertThat(other.ask(request("before")).status()).isEqualTo(200);
            others.add(other);
        }
        try (RawClient greedy = connecting.call()) {
            assertThat(greedy.ask(request("before")).status()).isEqualTo(200);
            greedy.send(request("first") + request("greedy").repeat(REQUESTS - 1));
            await().until(() -> sample.order.contains("first"));
            for (RawClient other : others) {
                other.send(request("other"));
            }
            sample.gate.countDown();
            for (RawClient other : others) {
                assertThat(other.reply().body()).isEqualTo("other");
            }
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(greedy.reply().body()).isEqualTo(i == 0 ? "first" : "greedy");
            }
        }
        List<String> order = List.copyOf(sample.order);
        assertThat(order.subList(0, order.lastIndexOf("other")).stream().filter("greedy"::equals))
                .hasSizeLessThan(FEW);
        for (RawClient other : others) {
            other.close();
        }
    }

    private static String request(String name) {
        return "GET /order?" + name + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }
}
