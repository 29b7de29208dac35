package org.corebucket.bridge.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.trust.TrustAnchor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustStoreTest {

    private static final UUID ID = UUID.fromString("0b8c6a6e-50f1-4c0e-9d3b-1f2f3a4b5c6d");
    private static final int LAST = 600;
    private static final Instant SEEN = Instant.parse("2026-11-20T11:00:00Z");

    @TempDir
    private Path directory;

    private TrustStore store;

    @BeforeEach
    void openStore() {
        store = store(directory);
    }

    /** Saves every other serial, and asks each time whether a lower one took its place. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            TrustStore store = store(Path.of(arguments[0]));
            for (int serial = Integer.parseInt(arguments[1]); serial <= LAST; serial += 2) {
                store.save(state(serial));
                TrustState kept = Objects.requireNonNull(store.load());
                if (kept.highestSerial() < serial) {
                    throw new AssertionError(kept.highestSerial() + " after " + serial);
                }
            }
        }
    }

    @Test
    void remembersNothingAtFirst() throws Exception {
        assertThat(store.exists()).isFalse();
        assertThat(store.load()).isNull();
    }

    @Test
    void remembersWhatItSaved() throws Exception {
        store.save(state(7));

        assertThat(store.load()).isEqualTo(state(7));
        assertThat(store.file())
                .hasContent("root: /srv/bridge\ndeployment: " + ID
                        + "\nrelease_key: key\nhighest_serial: 7\nlast_seen: 2026-11-20T11:00:00Z");
    }

    @Test
    void remembersOpenIncidentsUntilTheyAreClosed() throws Exception {
        store.save(state(7));
        store.open("INC-2");
        store.open("INC-1");
        store.open("INC-2");

        assertThat(store.load()).isEqualTo(state(7).withOpenIncidents(List.of("INC-1", "INC-2")));
        assertThat(store.file()).content().endsWith("\nopen_incidents: INC-1 INC-2\n");
        store.close("INC-1");
        store.close("INC-2");
        store.close("INC-2");
        assertThat(store.load()).isEqualTo(state(7));
    }

    @Test
    void aSaveNeitherOpensNorClosesAnIncident() throws Exception {
        store.save(state(7));
        store.open("INC-1");

        store.save(state(8));
        store.save(new TrustState(ID, new TrustAnchor.OneKey("other key"), 1, SEEN));

        assertThat(store.load())
                .isEqualTo(new TrustState(ID, new TrustAnchor.OneKey("other key"), 1, SEEN)
                        .withOpenIncidents(List.of("INC-1")));
    }

    @Test
    void whereNothingIsRememberedNoIncidentIs() throws Exception {
        store.open("INC-1");

        assertThat(store.exists()).isFalse();
    }

    @Test
    void aStateThatIsNoneRemembersNoIncident() throws Exception {
        store.save(state(7));
        Files.writeString(store.file(), "no state");

        assertThatThrownBy(() -> store.open("INC-1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not hold a state");
        assertThat(store.file()).hasContent("no state");
    }

    @Test
    void keepsItsFileFromOtherUsers() throws Exception {
        store.save(state(1));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void deploymentsInDifferentPlacesHaveDifferentFiles() {
        Host host = new Host(Map.of("XDG_STATE_HOME", "/state"), directory, Clock.systemUTC());

        assertThat(new TrustStore(new Deployment(Path.of("/a")), host).file())
                .hasParentRaw(Path.of("/state/bridgectl"))
                .isNotEqualTo(new TrustStore(new Deployment(Path.of("/b")), host).file());
    }

    @Test
    void aLowerSerialOfTheSameDeploymentIsNotSaved() throws Exception {
        store.save(state(7));
        store.save(state(6));

        assertThat(store.load()).isEqualTo(state(7));
    }

    @Test
    void anotherKeyOrDeploymentBeginsAnew() throws Exception {
        store.save(state(7));
        TrustState otherKey = new TrustState(ID, new TrustAnchor.OneKey("other key"), 1, SEEN);
        store.save(otherKey);
        assertThat(store.load()).isEqualTo(otherKey);

        TrustState otherDeployment = new TrustState(new UUID(1, 2), new TrustAnchor.OneKey("other key"), 1, SEEN);
        store.save(otherDeployment);
        assertThat(store.load()).isEqualTo(otherDeployment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000",
                "\u00ff\u00fe not UTF-8",
                "deployment: 0b8c6a6e-50f1-4c0e-9d3b-1f2f3a4b5c6d\n",
                "deployment: x\nrelease_key: k\nhighest_serial: 1\nlast_seen: 2026-11-20T11:00:00Z\n",
                "deployment: 0-0-0-0-1\nrelease_key: k\nhighest_serial: one\nlast_seen: 2026-11-20T11:00:00Z\n",
                "deployment: 0-0-0-0-1\nrelease_key: k\nhighest_serial: -1\nlast_seen: 2026-11-20T11:00:00Z\n",
                "deployment: 0-0-0-0-1\nrelease_key: k\nhighest_serial: 1\nlast_seen: yesterday\n",
                "deployment: 0-0-0-0-1\nrelease_key: k\nhighest_serial: 1\nlast_seen: 2026-11-20T11:00:00Z\nopen_incidents: INC-1 ../../x\n",
                "deployment: 0-0-0-0-1\nrelease_key: k\nhighest_serial: 1\nlast_seen: 2026-11-20T11:00:00Z\nopen_incidents: \n",
                "deployment: 0-0-0-0-1\nhighest_serial: 1\nlast_seen: 2026-11-20T11:00:00Z\n",
            })
    void whatIsNoStateIsUnusableAndCanBeReplaced(String content) throws Exception {
        store.save(state(7));
        Files.write(store.file(), content.getBytes(ISO_8859_1));

        assertThatThrownBy(() -> store.load()).isInstanceOf(TrustStore.UnusableStateException.class);
        store.save(state(1));
        assertThat(store.load()).isEqualTo(state(1));
    }

    @Test
    void aRootWithALineEndInItsNameSaysNothingElse() throws Exception {
        Deployment odd = new Deployment(Path.of("/a\nhighest_serial: 9\rlast_seen: x"));
        TrustStore oddStore = new TrustStore(odd, host(directory));
        oddStore.save(state(1));

        assertThat(oddStore.load()).isEqualTo(state(1));
    }

    @Test
    void ofThreadsThatSaveAtOnceTheHighestSerialStays() throws Exception {
        int savers = 8;
        CyclicBarrier together = new CyclicBarrier(savers);
        ExecutorService threads = Executors.newFixedThreadPool(savers);
        List<Future<?>> saved = new ArrayList<>();
        for (int serial = 1; serial <= savers; serial++) {
            TrustState state = state(serial);
            saved.add(threads.submit(() -> {
                together.await();
                store.save(state);
                return null;
            }));
        }
        for (Future<?> save : saved) {
            save.get();
        }
        threads.shutdown();

        assertThat(store.load()).isEqualTo(state(savers));
    }

    @Test
    void ofProcessesThatSaveAtOnceTheHighestSerialStays() throws Exception {
        Process odd = ChildJvm.start(Child.class, directory.toString(), "1");
        Process even = ChildJvm.start(Child.class, directory.toString(), "2");

        assertThat(odd.waitFor()).isZero();
        assertThat(even.waitFor()).isZero();

        assertThat(store.load()).isEqualTo(state(LAST));
    }

    /** As a process that was stopped within a save holds it. */
    @Test
    @SuppressWarnings("try") // the lock is only held
    void whoNeverGivesTheLockBackIsNotWaitedForWithoutEnd() throws Exception {
        store.save(state(1));
        Path lock = store.file().resolveSibling(store.file().getFileName() + ".lock");

        try (DeploymentLock held = DeploymentLock.await(lock, Duration.ZERO)) {
            assertThatThrownBy(() -> store.open("INC-1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("end that process, then try again");
        }
        store.open("INC-1");
        assertThat(store.load()).isEqualTo(state(1).withOpenIncidents(List.of("INC-1")));
    }

    private static TrustState state(long serial) {
        return new TrustState(ID, new TrustAnchor.OneKey("key"), serial, SEEN);
    }

    private static TrustStore store(Path directory) {
        return new TrustStore(new Deployment(Path.of("/srv/bridge")), host(directory));
    }

    private static Host host(Path directory) {
        return new Host(Map.of("XDG_STATE_HOME", directory.resolve("state").toString()), directory, Clock.systemUTC());
    }
}
