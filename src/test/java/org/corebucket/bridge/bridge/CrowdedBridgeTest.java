package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.AtABridge;
import org.corebucket.bridge.testkit.ModuleClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More connections than the descriptor lets in: an update gets through, and nothing of it happens in silence. */
@Timeout(120)
final class CrowdedBridgeTest extends AtABridge {

    private static final int CONNECTIONS = 512;
    private static final int MORE = 88;

    private final List<Socket> crowd = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (Socket socket : crowd) {
            socket.close();
        }
    }

    @Test
    void connectionsThatAreOpenedAndLeftMakeRoom() throws Exception {
        for (int i = 0; i < CONNECTIONS + MORE; i++) {
            connect("");
        }

        updates("made_room");

        assertThat(bridge.lastLine("logs/security_rejects.log"))
                .contains(
                        "\"error\":\"capacity_rejection\"",
                        "\"reason\":\"made_room\"",
                        "connections without an authenticated request closed");
    }

    @Test
    void slowBodiesOfOneTokenDoSoToo() throws Exception {
        for (int i = 0; i < CONNECTIONS + MORE; i++) {
            connect("POST /core/update HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
                    + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
        }

        updates("slow_body");

        assertThat(bridge.operator().text("logs/security_rejects.log"))
                .contains("\"reason\":\"slow_body\"", "\"endpoint\":\"/core/update\"");
    }

    private void connect(String request) throws IOException {
        Socket socket = new Socket(bridge.address().getHost(), bridge.address().getPort());
        crowd.add(socket);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * On connections of their own. Each connection is counted by its own thread when it is closed, which may be later than the
     * answer to the one that it made room for.
     */
    private void updates(String outcome) throws Exception {
        for (int i = 0; i < 5; i++) {
            ModuleClient newcomer = bridge.client();
            HttpResponse<String> answer =
                    newcomer.post("/core/update", newcomer.envelope(ModuleClient.update("education")), token);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(figure(outcome)).isGreaterThanOrEqualTo(MORE));
        bridge.tick();
        assertThat(warnings()).contains("connections had to make room");
        await().until(() -> {
            bridge.pass(Duration.ofMinutes(2));
            return !warnings().contains("connections");
        });
    }

    private String warnings() throws Exception {
        return new ObjectMapper()
                .readTree(client.get("/core/health", "").body())
                .get("warnings")
                .toString();
    }

    private double figure(String outcome) throws Exception {
        String name = "bridgectl_crowded_connections_total{outcome=\"" + outcome + "\"} ";
        return client.get("/metrics", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }
}
