package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.http.wire.CrowdingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More connections than may be: who has to go, who stays, and what the others are told. */
@Timeout(60)
final class CrowdTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final List<RawClient> crowd = new ArrayList<>();

    @Test
    void whoHasARequestInFlightStaysAndTheOthersAreToldToComeAgain() throws Exception {
        try (SampleServer sample = start(2)) {
            RawClient one = asking(sample, "one");
            CompletableFuture<HttpAnswer> first = sample.pending.take();
            RawClient other = asking(sample, "other");
            CompletableFuture<HttpAnswer> second = sample.pending.take();

            for (int i = 0; i < 100; i++) {
                try (RawClient late = sample.connect()) {
                    RawClient.Reply reply = late.ask(GET);
                    assertThat(reply.status()).isEqualTo(503);
                    assertThat(reply.header("retry-after")).isEqualTo("1");
                    assertThat(late.isClosed()).isTrue();
                }
                assertThat(sample.crowding.take()).isEqualTo(CrowdingListener.TURNED_AWAY);
            }
            first.complete(SampleServer.text(200, "done"));
            assertThat(one.reply().body()).isEqualTo("done");
            second.complete(SampleServer.text(200, "done"));
            assertThat(other.reply().body()).isEqualTo("done");
            assertThat(sample.crowding).isEmpty();
        }
        leave();
    }

    @Test
    void whoComesWhenNoneIsLeftIsServedIfOneIsLeftWhenTheRequestIsThere() throws Exception {
        try (SampleServer sample = start(1)) {
            RawClient busy = asking(sample, "one");
            CompletableFuture<HttpAnswer> answer = sample.pending.take();
            try (RawClient early = sample.connect()) {
                early.send("GET / HTTP/1.1\r\n");
                letEachThreadTakeIn(sample);
                answer.complete(SampleServer.text(200, "done"));
                assertThat(busy.reply().body()).isEqualTo("done");
                assertThat(busy.ask(GET).status()).isEqualTo(200);
                assertThat(early.ask("Host: a\r\n\r\n").status()).isEqualTo(200);
            }
            assertThat(sample.crowding.take()).isEqualTo(CrowdingListener.MADE_ROOM);
            assertThat(busy.isClosed()).isTrue();
        }
        leave();
    }

    /** Whoever came before is taken in then. */
    private static void letEachThreadTakeIn(SampleServer sample) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient late = sample.connect()) {
                assertThat(late.ask(GET).status()).isEqualTo(503);
            }
            assertThat(sample.crowding.take()).isEqualTo(CrowdingListener.TURNED_AWAY);
        }
    }

    @Test
    void aRequestOfNobodyInParticularIsNoReasonToStay() throws Exception {
        try (SampleServer sample = start(1)) {
            RawClient stranger = sample.connect();
            crowd.add(stranger);
            stranger.send("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
            sample.pending.take();
            try (RawClient other = sample.connect()) {
                assertThat(other.ask(GET).status()).isEqualTo(200);
            }
            assertThat(stranger.isClosed()).isTrue();
            assertThat(sample.crowding.take()).isEqualTo(CrowdingListener.MADE_ROOM);
        }
        leave();
    }

    @Test
    void whoHasBeenIdleForLongestGoesFirst() throws Exception {
        try (SampleServer sample = start(3)) {
            RawClient diligent = answered(sample);
            RawClient idle = answered(sample);
            RawClient alsoIdle = answered(sample);
            for (int i = 0; i < 20; i++) {
                assertThat(diligent.ask(GET).status()).isEqualTo(200);
            }

            answered(sample);
            answered(sample);
            assertThat(idle.isClosed()).isTrue();
            assertThat(alsoIdle.isClosed()).isTrue();
            assertThat(diligent.ask(GET).status()).isEqualTo(200);
        }
        leave();
    }

    @Test
    void whoDoesNotReadItsAnswersKeepsNobodyOut() throws Exception {
        try (SampleServer sample = start(2)) {
            for (String sender : new String[] {"one", "other"}) {
                asking(sample, sender);
                sample.pending.take().complete(SampleServer.text(200, "x".repeat(32 << 20)));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try (RawClient late = sample.connect()) {
                    return late.ask(GET).status() == 200;
                }
            });
        }
        leave();
    }

    @Test
    void oneSenderWithManyBodiesOnTheirWayKeepsNobodyOut() throws Exception {
        try (SampleServer sample = start(40)) {
            for (int i = 0; i < 50; i++) {
                slowBody(sample, "one");
            }
            for (int i = 0; i < 20; i++) {
                try (RawClient other = sample.connect()) {
                    assertThat(other.ask(HttpServerTest.post("/echo", "hello")).body())
                            .isEqualTo("hello");
                }
            }
            assertThat(sample.crowding.take()).isEqualTo(CrowdingListener.SLOW_BODY);
            assertThat(refused()).isBetween(10L, 40L);
        }
        leave();
    }

    /** What takes longer than the moment itself says nothing, and is tried again. */
    @Test
    void whoHasJustComeHasAMomentForItsRequestWhereASenderHasTooManyBodies() throws Exception {
        try (SampleServer sample = start(40)) {
            for (int i = 0; i < 39; i++) {
                slowBody(sample, "one");
            }
            long began;
            RawClient newcomer;
            do {
                began = System.nanoTime();
                newcomer = sample.connect();
                crowd.add(newcomer);
                try (RawClient other = sample.connect()) {
                    assertThat(other.ask(HttpServerTest.post("/echo", "hello")).body())
                            .isEqualTo("hello");
                }
            } while (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(newcomer.ask(HttpServerTest.post("/echo", "me too")).body())
                    .isEqualTo("me too");
        }
        leave();
    }

    @Test
    void aSenderLosesTheBodiesThatAreTooManyForMoreThanAMomentAlsoWhereThereIsRoom() throws Exception {
        try (SampleServer sample = start(40)) {
            for (int i = 0; i < 15; i++) {
                slowBody(sample, "one");
            }
            for (int i = 0; i < 5; i++) {
                assertThat(sample.crowding.take()).isEqualTo(CrowdingListener.SLOW_BODY);
            }
            assertThat(refused()).isEqualTo(5);
        }
        leave();
    }

    @Test
    void oneAddressWithManySendersLosesWhatIsMoreThanHalf() throws Exception {
        try (SampleServer sample = start(40)) {
            for (int i = 0; i < 25; i++) {
                slowBody(sample, "sender " + i);
            }
            for (int i = 0; i < 5; i++) {
                assertThat(sample.crowding.take()).isEqualTo(CrowdingListener.SLOW_BODY);
            }
            assertThat(refused()).isEqualTo(5);
        }
        leave();
    }

    @Test
    void whoLingersAfterARefusalKeepsNobodyOut() throws Exception {
        try (SampleServer sample = start(2)) {
            for (int i = 0; i < 100; i++) {
                RawClient refused = sample.connect();
                crowd.add(refused);
                refused.send("POST /denied HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
                assertThat(refused.reply().status()).isEqualTo(401);
            }
            answered(sample);
            int closed = 0;
            for (RawClient each : crowd.subList(0, 30)) {
                closed += isGone(each) ? 1 : 0;
            }
            assertThat(closed).isEqualTo(30);
        }
        leave();
    }

    private static boolean isGone(RawClient client) throws IOException {
        try {
            return client.isClosed();
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aThousandThatComeAndStayKeepNobodyOut() throws Exception {
        try (SampleServer sample = start(50)) {
            for (int i = 0; i < 1000; i++) {
                RawClient idle = sample.connect();
                crowd.add(i % 2 == 0 ? idle : idle.sendAnyway("GET / HTTP/1.1\r\n"));
                if (i % 100 == 99) {
                    try (RawClient client = sample.connect()) {
                        assertThat(client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nAuthorization: somebody\r\n"
                                                + "Content-Length: 5\r\n\r\nhello")
                                        .body())
                                .isEqualTo("hello");
                    }
                }
            }
            await().untilAsserted(() -> assertThat(sample.crowding).hasSizeGreaterThan(900));
            assertThat(sample.crowding).containsOnly(CrowdingListener.MADE_ROOM);
        }
        leave();
    }

    @Test
    void aStreamOfSomebodyStays() throws Exception {
        try (SampleServer sample = start(1)) {
            RawClient viewer = sample.connect();
            crowd.add(viewer);
            viewer.ask("GET /events HTTP/1.1\r\nHost: a\r\nAuthorization: admin\r\n\r\n");
            HttpStream stream = sample.streams.take();
            try (RawClient other = sample.connect()) {
                assertThat(other.ask(GET).status()).isEqualTo(503);
            }
            assertThat(stream.send("still".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                    .isTrue();
            assertThat(viewer.readText(5)).isEqualTo("still");
        }
        leave();
    }

    private RawClient asking(SampleServer sample, String sender) throws IOException {
        RawClient client = sample.connect();
        crowd.add(client);
        return client.send(
                "POST /later HTTP/1.1\r\nHost: a\r\nAuthorization: " + sender + "\r\nContent-Length: 1\r\n\r\nx");
    }

    /** Sends the rest of all bodies; how many of them were too many, while the others are answered. */
    private long refused() throws IOException {
        long refused = 0;
        for (RawClient client : crowd) {
            RawClient.Reply reply = client.sendAnyway("ello").reply();
            if (reply.status() == 503) {
                assertThat(reply.header("retry-after")).isEqualTo("1");
                refused++;
            } else {
                assertThat(reply.body()).isEqualTo("hello");
            }
        }
        return refused;
    }

    /** The body's first byte alone; the server has it when this returns. */
    private void slowBody(SampleServer sample, String sender) throws IOException {
        RawClient client = sample.connect();
        crowd.add(client);
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nAuthorization: " + sender
                + "\r\nContent-Length: 5\r\n\r\n");
        assertThat(client.reply().status()).isEqualTo(100);
        client.send("h");
    }

    private RawClient answered(SampleServer sample) throws IOException {
        RawClient client = sample.connect();
        crowd.add(client);
        assertThat(client.ask(GET).status()).isEqualTo(200);
        return client;
    }

    private void leave() throws IOException {
        for (RawClient client : crowd) {
            client.close();
        }
    }

    private static SampleServer start(int connections) throws IOException {
        Duration time = Duration.ofMinutes(5);
        return SampleServer.start(new HttpLimits(64 * 1024, 8 * 1024, connections, time, time));
    }
}
