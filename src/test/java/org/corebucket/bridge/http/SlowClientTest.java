package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take their time, and clients in crowds: each is ended in time, and none keeps another from its answer. */
@Timeout(60)
final class SlowClientTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void aConnectionWithoutARequestIsClosed() throws IOException {
        try (SampleServer sample = SampleServer.start(limits(100, SHORT, LONG));
                RawClient client = sample.connect()) {
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aConnectionWithoutANextRequestIsClosed() throws IOException {
        try (SampleServer sample = SampleServer.start(limits(100, SHORT, LONG));
                RawClient client = sample.connect()) {
            assertThat(client.ask(GET).status()).isEqualTo(200);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aHeadThatDoesNotEndIsRefused() throws IOException {
        try (SampleServer sample = SampleServer.start(limits(100, LONG, SHORT));
                RawClient client = sample.connect()) {
            RawClient.Reply reply = client.ask("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: sent-1\r\nA:");
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.header("x-request-id")).isEqualTo("sent-1");
            assertThat(reply.body()).startsWith("{\"refused\"");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aHeadThatDripsIsRefusedAllTheSame() throws IOException {
        try (SampleServer sample = SampleServer.start(limits(100, LONG, SHORT));
                RawClient client = sample.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n");
            assertThatThrownBy(() -> {
                        while (true) {
                            client.send("A: b\r\n");
                            Thread.onSpinWait();
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aBodyThatDoesNotEndIsRefused() throws IOException {
        try (SampleServer sample = SampleServer.start(limits(100, LONG, SHORT))) {
            for (String body :
                    List.of("Content-Length: 5\r\n\r\nhell", "Transfer-Encoding: chunked\r\n\r\n5\r\nhell")) {
                try (RawClient client = sample.connect()) {
                    assertThat(client.ask("POST /echo HTTP/1.1\r\nHost: a\r\n" + body)
                                    .status())
                            .isEqualTo(408);
                    assertThat(client.isClosed()).isTrue();
                }
            }
        }
    }

    @Test
    void anAnswerThatIsNeverMadeBecomesARefusal() throws IOException {
        try (SampleServer sample = SampleServer.start(limits(100, LONG, SHORT));
                RawClient client = sample.connect()) {
            RawClient.Reply reply = client.ask("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("retry-after")).isEqualTo("1");
        }
    }

    @Test
    void anAnswerThatNobodyReadsIsCutOff() throws IOException {
        for (String rest : List.of("\r\n", "Connection: close\r\n\r\n")) {
            try (SampleServer sample = SampleServer.start(limits(2, SHORT, SHORT));
                    RawClient client = sample.connect()) {
                client.send("GET /big HTTP/1.1\r\nHost: a\r\n" + rest);
                waitTwiceTheIdleTime(sample);
                assertThat(readUntilItEnds(client)).isLessThan(SampleServer.BIG);
            }
        }
    }

    /** Others came later, idled as long as they may, and were closed one after the other. */
    private static void waitTwiceTheIdleTime(SampleServer sample) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RawClient waiting = sample.connect()) {
                assertThat(waiting.isClosed()).isTrue();
            }
        }
    }

    private static long readUntilItEnds(RawClient client) {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        try {
            int count = client.read(buffer);
            while (count > 0) {
                total += count;
                count = client.read(buffer);
            }
        } catch (IOException e) {
            return total; // a reset: cut off
        }
        return total;
    }

    @Test
    void aFullHouseMakesRoomForWhoeverComes() throws IOException {
        try (SampleServer sample = SampleServer.start(limits(10, LONG, LONG))) {
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                RawClient client = sample.connect();
                idle.add(i % 2 == 0 ? client : client.sendAnyway("GET / HTTP/1.1\r\n"));
                try (RawClient busy = sample.connect()) {
                    assertThat(busy.ask(GET).status()).isEqualTo(200);
                }
            }
            assertThat(idle.get(0).isClosed()).isTrue();
            closeAll(idle);
        }
    }

    @Test
    void twoThousandIdleConnectionsHoldNeitherThreadNorAnswer() throws IOException {
        assumeTrue(freeFiles() > 4500, "this process may not open the 4,500 files that the test needs: ulimit -n");
        try (SampleServer sample = SampleServer.start(limits(2100, LONG, LONG))) {
            List<RawClient> idle = new ArrayList<>();
            int threads = Thread.activeCount();
            for (int i = 0; i < 2000; i++) {
                RawClient client = sample.connect();
                idle.add(
                        i % 2 == 0
                                ? client
                                : client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"));
            }
            for (int i = 0; i < 20; i++) {
                try (RawClient client = sample.connect()) {
                    long begin = System.nanoTime();
                    assertThat(client.ask(GET).status()).isEqualTo(200);
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
                }
            }
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 4);
            closeAll(idle);
        }
    }

    private static long freeFiles() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
    }

    private static void closeAll(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    private static HttpLimits limits(int connections, Duration idle, Duration request) {
        return new HttpLimits(64 * 1024, 8 * 1024, connections, idle, request);
    }
}
