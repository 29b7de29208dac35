package org.corebucket.bridge.cli.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Policy and descriptor decide where tokens and updates go, so they are taken only as they are sealed (CONTRACT 1). */
@Timeout(120)
final class SealedSettingsTest {

    private static final String POLICY = "canonical/policy.json";
    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";
    private static final String WARNING = "bridgectl: warning: policy and descriptor are not verified (--unverified)\n";

    private Operator operator;

    @BeforeEach
    void beAtADeployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
        operator.write("data.json", "{}");
    }

    /** The last but one has no use for the policy, and the last none for the descriptor. */
    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("sync", "--status"),
                List.of("sync", "--module", "finance", "--data", "data.json"),
                List.of("heartbeat", "--module", "finance"),
                List.of("token", "issue", "--subject", "s", "--role", "module", "--module", "finance"),
                List.of("status"),
                List.of("token", "issue", "--subject", "s", "--role", "module"),
                List.of("heartbeat", "--check"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPolicyThatIsNotTheSealedOneIsRefused(List<String> command) throws Exception {
        operator.write(POLICY, operator.text(POLICY) + " ");

        assertRefused(command, POLICY + " is not the one that was sealed");
        assertLoosened(command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aBrokenSealIsRefused(List<String> command) throws Exception {
        operator.flipByte("manifests/canonical.sha256.sig");

        Answer answer = run(command);

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).contains("is not taken, since nothing says that it is the sealed one: SEAL INVALID");
        assertLoosened(command);
    }

    @Test
    void nothingGoesToAnAddressThatNobodySealed() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            operator.write(
                    DESCRIPTOR,
                    operator.text(DESCRIPTOR).replace("\"port\": 8000", "\"port\": " + stranger.getLocalPort()));
            for (List<String> command : commands().toList()) {
                assertRefused(command, DESCRIPTOR + " is not the one that was sealed");
            }
            assertThat(isConnectedTo(stranger)).isFalse();
        }
        assertThat(operator.path("outbox")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void nothingElseIsVerified(List<String> command) throws Exception {
        operator.flipByte("core_bucket_bridge.py");
        operator.write("canonical/slipped-in.md", "hello\n");

        assertThat(run(command).code()).isNotEqualTo(77);
    }

    @Test
    void aLinkInTheDescriptorsPlaceIsNotTheSealedFile() throws Exception {
        Files.move(operator.path(DESCRIPTOR), operator.beside("descriptor.json"));
        Files.createSymbolicLink(operator.path(DESCRIPTOR), operator.beside("descriptor.json"));

        assertThat(run(List.of("sync", "--status")).err()).contains("is not the sealed file: it is a symbolic link");
    }

    @Test
    void inJsonThatItWasLoosenedIsAnOption() throws Exception {
        assertThat(operator.run("status", "--unverified", "--format", "json").out())
                .contains("\"options\": [", "\"unverified\"");
    }

    private void assertRefused(List<String> command, String why) {
        Answer answer = run(command);
        assertThat(answer.err())
                .as(String.join(" ", command))
                .contains("bridgectl: " + why + "\nbridgectl verify tells all that differs; --unverified takes");
        assertThat(answer.code()).isEqualTo(77);
    }

    private void assertLoosened(List<String> command) {
        List<String> loosened = new ArrayList<>(command);
        loosened.add("--unverified");
        Answer answer = run(loosened);
        assertThat(answer.err()).contains(WARNING);
        assertThat(answer.code()).isNotEqualTo(77);
    }

    private Answer run(List<String> command) {
        return operator.run(command.toArray(String[]::new));
    }

    /** Nobody has connected, or the accept queue would have somebody. */
    private static boolean isConnectedTo(ServerSocket server) throws Exception {
        server.setSoTimeout(1);
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
