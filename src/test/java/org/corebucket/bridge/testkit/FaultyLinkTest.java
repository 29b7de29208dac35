package org.corebucket.bridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault is what it says, for the client and for the server. */
final class FaultyLinkTest {

    private static final int A_WHILE_MILLIS = 150;

    private Echo echo;
    private FaultyLink link;
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        echo = new Echo();
        link = new FaultyLink(echo.address());
        client = connected();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        link.close();
        echo.close();
    }

    @Test
    void whatEitherSideSaysArrivesAndSoDoesItsEnd() throws Exception {
        assertThat(answerTo('a')).isEqualTo('a');
        assertThat(link.connections()).isEqualTo(1);
        client.shutdownOutput();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(echo.heard).containsExactly("a", "end");
        await().until(() -> link.connections() == 0);
    }

    @Test
    void aSilentLinkHoldsBackWhatIsSaidUntilItPassesAgain() throws Exception {
        answerTo('a');
        link.silence();
        client.getOutputStream().write('b');
        assertNothingIsAnswered();
        assertThat(echo.heard).containsExactly("a");

        link.pass();

        assertThat(client.getInputStream().read()).isEqualTo('b');
    }

    @Test
    void aSilentLinkKeepsTheEndOfTheClientFromTheServer() throws Exception {
        answerTo('a');
        link.silence();
        client.close();
        Socket other = connected();
        other.getOutputStream().write('b');
        assertThat(echo.heard).containsExactly("a");

        link.pass();

        await().untilAsserted(() -> assertThat(echo.heard).containsExactlyInAnyOrder("a", "end", "b"));
        other.close();
    }

    @Test
    void onlyAnswersCanBeKeptBackAndAreLostWhenTheConnectionIsCut() throws Exception {
        answerTo('a');
        link.silenceAnswers();
        client.getOutputStream().write('b');
        await().untilAsserted(() -> assertThat(echo.heard).containsExactly("a", "b"));
        assertNothingIsAnswered();

        link.cut();
        link.pass();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aDelayIsAtLeastThatLongEachWay() throws Exception {
        answerTo('a');
        link.delay(Duration.ofMillis(100));
        long before = System.nanoTime();

        assertThat(answerTo('b')).isEqualTo('b');

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void whileItRefusesNewConnectionsAreResetAndTheOthersGoOn() throws Exception {
        answerTo('a');
        link.refuse();
        try (Socket refused = connected()) {
            assertThatThrownBy(() -> {
                        refused.getOutputStream().write('b');
                        refused.getInputStream().read();
                    })
                    .isInstanceOf(SocketException.class);
        }

        assertThat(answerTo('c')).isEqualTo('c');
        assertThat(echo.heard).containsExactly("a", "c");
    }

    @Test
    void aResetIsOneForBothSides() throws Exception {
        answerTo('a');

        link.reset();

        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        await().untilAsserted(() -> assertThat(echo.heard).containsExactly("a", "Connection reset"));
    }

    @Test
    void aCutEndsAConnectionForBothSidesAndTheNextOnePasses() throws Exception {
        answerTo('a');

        link.cut();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        await().untilAsserted(() -> assertThat(echo.heard).containsExactly("a", "end"));
        client = connected();
        assertThat(answerTo('b')).isEqualTo('b');
    }

    @Test
    void aHalfClosedConnectionHasEndedForTheClientAlone() throws Exception {
        answerTo('a');

        link.halfClose();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.close();
        client = connected();
        assertThat(answerTo('b')).isEqualTo('b');
        assertThat(echo.heard).containsExactly("a", "b");
        link.cut();
        // How the server hears of the connection whose client is gone already is the system's decision.
        await().untilAsserted(() ->
                assertThat(echo.heard).hasSize(4).startsWith("a", "b").contains("end"));
    }

    @Test
    void aClientThatResetsDoesSoForTheServer() throws Exception {
        answerTo('a');
        client.setSoLinger(true, 0);

        client.close();

        await().untilAsserted(() -> assertThat(echo.heard).containsExactly("a", "Connection reset"));
    }

    @Test
    void theFirstServerThatTakesAConnectionIsTheOne() throws Exception {
        InetSocketAddress nobody = PostgresServer.unused();
        try (FaultyLink several = new FaultyLink(nobody, echo.address(), nobody);
                Socket through = connected(several)) {
            through.getOutputStream().write('b');
            assertThat(through.getInputStream().read()).isEqualTo('b');
        }
        try (FaultyLink none = new FaultyLink(nobody);
                Socket through = connected(none)) {
            assertThatThrownBy(() -> {
                        through.getOutputStream().write('b');
                        through.getInputStream().read();
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    private Socket connected() throws IOException {
        return connected(link);
    }

    private static Socket connected(FaultyLink link) throws IOException {
        Socket socket = new Socket();
        socket.connect(link.address());
        return socket;
    }

    private int answerTo(char one) throws IOException {
        client.getOutputStream().write(one);
        return client.getInputStream().read();
    }

    private void assertNothingIsAnswered() throws IOException {
        client.setSoTimeout(A_WHILE_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(0);
    }

    /** A server that answers each byte with itself, and writes down what it hears and how connections end. */
    private static final class Echo implements AutoCloseable {

        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Echo() throws IOException {
            start(this::accept);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) entrance.getLocalSocketAddress();
        }

        private static void start(Runnable work) {
            Thread thread = new Thread(work, "echo");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            while (!entrance.isClosed()) {
                try {
                    Socket socket = entrance.accept();
                    start(() -> answer(socket));
                } catch (IOException e) {
                    return; // the test has ended
                }
            }
        }

        private void answer(Socket connection) {
            try (Socket socket = connection) {
                InputStream in = socket.getInputStream();
                for (int one = in.read(); one >= 0; one = in.read()) {
                    heard.add(String.valueOf((char) one));
                    socket.getOutputStream().write(one);
                }
                heard.add("end");
            } catch (IOException e) {
                heard.add(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void close() throws IOException {
            entrance.close();
        }
    }
}
