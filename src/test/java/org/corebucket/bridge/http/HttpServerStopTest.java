package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server ends. */
@Timeout(60)
final class HttpServerStopTest {

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String LATER = "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";

    @Test
    void whatIsInFlightIsAnsweredAndWhatIsIdleClosed() throws Exception {
        try (SampleServer sample = SampleServer.start();
                RawClient busy = sample.connect();
                RawClient idle = sample.connect()) {
            busy.send(LATER);
            var answer = sample.pending.take();
            Thread stopping = new Thread(() -> sample.server.stop(GRACE));
            stopping.start();
            assertThat(idle.isClosed()).isTrue();
            assertThat(stopping.isAlive()).isTrue();
            answer.complete(SampleServer.text(200, "done"));
            RawClient.Reply reply = busy.reply();
            assertThat(reply.body()).isEqualTo("done");
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(busy.halfClose().isClosed()).isTrue();
            stopping.join();
        }
    }

    @Test
    void nobodyIsTakenInAfterwards() throws IOException {
        SampleServer sample = SampleServer.start();
        sample.server.stop(GRACE);
        assertThatThrownBy(sample::connect).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotAnsweredWithinTheGraceIsCutOff() throws Exception {
        try (SampleServer sample = SampleServer.start();
                RawClient busy = sample.connect()) {
            busy.send(LATER);
            sample.pending.take();
            sample.server.stop(Duration.ofMillis(50));
            assertThatThrownBy(busy::reply).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aStreamEndsWithTheServer() throws Exception {
        try (SampleServer sample = SampleServer.start();
                RawClient client = sample.connect()) {
            client.ask("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpStream stream = sample.streams.take();
            stream.send("last".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            Thread stopping = new Thread(() -> sample.server.stop(GRACE));
            stopping.start();
            assertThat(client.readText(4)).isEqualTo("last");
            assertThat(client.isClosed()).isTrue();
            client.halfClose();
            stopping.join();
            assertThat(stream.send(new byte[1])).isFalse();
        }
    }

    @Test
    void allThreadsEnd() throws IOException {
        SampleServer sample = SampleServer.start();
        try (RawClient client = sample.connect()) {
            assertThat(client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
                            .body())
                    .isEqualTo("x");
        }
        sample.server.stop(GRACE);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("http"));
    }

    @Test
    void aTakenPortIsAnError() throws IOException {
        try (SampleServer sample = SampleServer.start()) {
            var taken = new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), sample.server.port());
            assertThatThrownBy(() ->
                            HttpServer.start(taken, java.util.Optional.empty(), SampleServer.LIMITS, sample, sample))
                    .isInstanceOf(IOException.class);
        }
    }
}
