package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.http.TlsFileException;
import org.corebucket.bridge.testkit.LocalhostKey;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeNodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bridge asks its witness over TLS: which certificates of the witness it believes. */
@Timeout(120)
final class WitnessTlsTest {

    private static final Duration GUARD = Duration.ofSeconds(30);
    private static final ListenAddress.TlsFiles FILES =
            new ListenAddress.TlsFiles("security/witness.tls.pem", "security/witness.tls.private.pem");

    @TempDir
    private Path directory;

    private WitnessServers servers;
    private SampleLog log;
    private LogCheckpoints checkpoints;

    @BeforeEach
    void make() throws Exception {
        servers = new WitnessServers(directory);
        log = SampleLog.of("log.example/one", directory, 40);
        checkpoints = LogCheckpointFiles.of(directory.resolve("log"));
        checkpoints.add(Optional.empty(), log.checkpoint(7));
    }

    private LocalhostKey key(String name, String... more) throws Exception {
        return LocalhostKey.in(directory, name, more);
    }

    private WitnessServer start(LocalhostKey key, Clock clock) throws Exception {
        Files.createDirectories(servers.root().resolve("security"));
        Files.writeString(servers.root().resolve(FILES.certificate()), key.pem());
        Files.writeString(servers.root().resolve(FILES.privateKey()), key.keyPem());
        return servers.start(new ListenAddress("localhost", 0, Optional.of(FILES)), clock, List.of(log));
    }

    private BridgeTrust trusting(LocalhostKey key) throws Exception {
        return BridgeTrust.authoritiesToo(
                InputFile.of(Files.writeString(directory.resolve("authorities.pem"), key.pem())));
    }

    private WitnessRounds rounds(WitnessServer server, BridgeTrust trust) throws Exception {
        return WitnessRounds.begin(
                servers.policy(server.address().toString()),
                new Source(),
                trust,
                Clock.systemUTC(),
                servers.notes::add);
    }

    private final class Source implements WitnessRounds.WitnessedSource {

        @Override
        public LogCheckpoints checkpoints() {
            return checkpoints;
        }

        @Override
        public Optional<SignedNote> last() throws IOException {
            return checkpoints.last();
        }

        @Override
        public TreeNodes tree() {
            return log.tree();
        }

        @Override
        public void shown(SignedNote checkpoint) {
            throw new IllegalStateException("nothing more was cosigned");
        }

        @Override
        public void cosign(long size, NoteSignature cosignature) throws IOException {
            checkpoints.cosign(size, cosignature);
        }
    }

    private void assertNotBelieved(WitnessServer server, BridgeTrust trust, String why) throws Exception {
        try (WitnessRounds rounds = rounds(server, trust)) {
            await().atMost(GUARD)
                    .untilAsserted(() -> assertThat(rounds.witnesses())
                            .allSatisfy(witness -> assertThat(witness.trouble()).contains(why)));
            assertThat(rounds.reading().last()).isEmpty();
        }
        // Nothing was sent, so nothing was cosigned.
        assertThat(servers.root().resolve("logs/witness").resolve(WitnessedLog.fileName(log.origin())))
                .doesNotExist();
    }

    @Test
    void whatThePolicysAuthoritiesVouchForIsBelieved() throws Exception {
        LocalhostKey key = key("witness");
        try (WitnessServer server = start(key, Clock.systemUTC());
                WitnessRounds rounds = rounds(server, trusting(key))) {
            assertThat(server.address().toString()).startsWith("https://localhost:");
            await().atMost(GUARD).until(() -> rounds.reading().size() == 7);
            assertThat(rounds.witnesses()).allMatch(witness -> witness.trouble().isEmpty());
        }
    }

    @Test
    void whatNobodyVouchesForIsNot() throws Exception {
        try (WitnessServer server = start(key("witness"), Clock.systemUTC())) {
            assertNotBelieved(server, BridgeTrust.STANDARD, "PKIX path");
        }
    }

    @Test
    void anotherKeyOfTheSameNameIsNot() throws Exception {
        LocalhostKey trusted = key("trusted");
        try (WitnessServer server = start(key("witness"), Clock.systemUTC())) {
            assertNotBelieved(server, trusting(trusted), "PKIX path");
        }
    }

    @Test
    void aCertificateForAnotherHostIsNot() throws Exception {
        LocalhostKey key = key("witness", "-ext", "san=dns:witness.example");
        try (WitnessServer server = start(key, Clock.systemUTC())) {
            assertNotBelieved(server, trusting(key), "localhost");
        }
    }

    /** The witness started while it was valid, and goes on. */
    @Test
    void aCertificateThatExpiredIsNot() throws Exception {
        LocalhostKey key = key("witness", "-startdate", "-10d", "-validity", "5");
        Clock then = Clock.fixed(Clock.systemUTC().instant().minus(Duration.ofDays(7)), ZoneOffset.UTC);
        try (WitnessServer server = start(key, then)) {
            assertNotBelieved(server, trusting(key), "NotAfter");
        }
        assertThatThrownBy(() -> start(key, Clock.systemUTC())).isInstanceOf(TlsFileException.class);
    }

    @Test
    void plainHttpIsNotAnsweredAtAPortOfTls() throws Exception {
        try (WitnessServer server = start(key("witness"), Clock.systemUTC())) {
            String plain = "http://localhost:" + server.address().getPort();
            try (WitnessRounds rounds = WitnessRounds.begin(
                    servers.policy(plain), new Source(), BridgeTrust.STANDARD, Clock.systemUTC(), servers.notes::add)) {
                await().atMost(GUARD)
                        .until(() -> rounds.witnesses().stream()
                                .noneMatch(witness -> witness.trouble().isEmpty()));
                assertThat(rounds.reading().last()).isEmpty();
            }
        }
    }
}
