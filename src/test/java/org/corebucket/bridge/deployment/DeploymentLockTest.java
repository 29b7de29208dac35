package org.corebucket.bridge.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeploymentLockTest {

    @TempDir
    private Path root;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = root.resolve("manifests/.lock");
    }

    /** Tries to take a lock, says how that went, and keeps it until its input ends. */
    static final class Child {
        private Child() {}

        @SuppressWarnings("try") // the lock is only held
        public static void main(String[] arguments) throws IOException {
            try (DeploymentLock lock = DeploymentLock.acquire(Path.of(arguments[0]))) {
                System.out.println("taken");
                System.in.read();
            } catch (LockHeldException e) {
                System.out.println(
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void anotherProcessIsToldWhoHoldsIt() throws Exception {
        try (DeploymentLock lock = DeploymentLock.acquire(file)) {
            assertThat(triedByAnotherProcess())
                    .isEqualTo(heldBy(ProcessHandle.current().pid()));
        }
    }

    @Test
    void isTakenAsSoonAsAnotherProcessGivesItBack() throws Exception {
        Process child = ChildJvm.start(Child.class, file.toString());
        assertThat(firstLine(child)).isEqualTo("taken");
        CompletableFuture<DeploymentLock> waiting = waiting(Duration.ofMinutes(1));

        assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        child.getOutputStream().close();

        waiting.get(1, TimeUnit.MINUTES).close();
    }

    @Test
    void isTakenAsSoonAsAnotherPartOfThisProcessGivesItBack() throws Exception {
        DeploymentLock first = DeploymentLock.acquire(file);
        CompletableFuture<DeploymentLock> waiting = waiting(Duration.ofMinutes(1));

        assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        first.close();

        waiting.get(1, TimeUnit.MINUTES).close();
    }

    @Test
    void patienceEndsWithTheHoldersNameAndNothingIsKept() throws Exception {
        Process child = ChildJvm.start(Child.class, file.toString());
        assertThat(firstLine(child)).isEqualTo("taken");

        assertThatThrownBy(() -> DeploymentLock.await(file, Duration.ofMillis(50)))
                .isInstanceOf(LockHeldException.class)
                .hasMessageStartingWith(heldBy(child.pid()));

        child.getOutputStream().close();
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(triedByAnotherProcess()).isEqualTo("taken");
    }

    @Test
    void patienceMayBeRenewedWithoutLosingTheLock() throws Exception {
        Process child = ChildJvm.start(Child.class, file.toString());
        assertThat(firstLine(child)).isEqualTo("taken");
        List<String> holders = new ArrayList<>();

        DeploymentLock.await(file, holder -> {
                    holders.add(holder);
                    if (holders.size() == 3) {
                        child.getOutputStream().close();
                    }
                    return holders.size() < 3 ? Duration.ofMillis(1) : Duration.ofMinutes(1);
                })
                .close();

        assertThat(holders).containsExactly("" + child.pid(), "" + child.pid(), "" + child.pid());
    }

    @Test
    void patienceWithEachHolderBeginsAnewWhenTheLockIsHandedOn() throws Exception {
        AtomicLong nanos = new AtomicLong();
        LockPatience patience = LockPatience.withEachHolder(Duration.ofMillis(500), nanos::get);
        assertThat(patience.more("1")).isEqualTo(Duration.ofMillis(500));

        nanos.addAndGet(Duration.ofMillis(400).toNanos());
        assertThat(patience.more("1")).isEqualTo(Duration.ofMillis(100));
        assertThat(patience.more("2")).isEqualTo(Duration.ofMillis(500));

        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(patience.more("2")).isZero();
    }

    /** Two threads of each process, each waiting for what a thread of the other has: the kernel sees two processes alone. */
    @Test
    void whatTheKernelTakesForADeadlockOfTwoProcessesIsWaitedForAllTheSame() throws Exception {
        Path other = root.resolve("manifests/.other");
        DeploymentLock mine = DeploymentLock.acquire(other);
        Process child = ChildJvm.start(WaitingChild.class, file.toString(), other.toString());
        BufferedReader said = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8));
        assertThat(said.readLine()).isEqualTo("taken, waiting");
        CompletableFuture<DeploymentLock> waiting = waiting(Duration.ofMinutes(1));
        assertThatThrownBy(() -> waiting.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        child.getOutputStream().close();
        waiting.get(1, TimeUnit.MINUTES).close();
        mine.close();

        assertThat(said.readLine()).isEqualTo("both");
    }

    /** Takes one lock and keeps it until its input ends, while another thread waits for a second one. */
    static final class WaitingChild {
        private WaitingChild() {}

        @SuppressWarnings("try") // the lock is only held
        public static void main(String[] arguments) throws Exception {
            CompletableFuture<Void> second = new CompletableFuture<>();
            try (DeploymentLock lock = DeploymentLock.acquire(Path.of(arguments[0]))) {
                Thread waiting = new Thread(() -> {
                    try (DeploymentLock other = DeploymentLock.await(Path.of(arguments[1]), Duration.ofMinutes(1))) {
                        second.complete(null);
                    } catch (IOException | LockHeldException | InterruptedException e) {
                        second.completeExceptionally(e);
                    }
                });
                waiting.start();
                System.out.println("taken, waiting");
                System.in.read();
            }
            second.get(1, TimeUnit.MINUTES);
            System.out.println("both");
        }
    }

    private CompletableFuture<DeploymentLock> waiting(Duration patience) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return DeploymentLock.await(file, patience);
            } catch (IOException | LockHeldException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void isFreeAfterItWasClosed() throws Exception {
        DeploymentLock.acquire(file).close();

        assertThat(triedByAnotherProcess()).isEqualTo("taken");
        DeploymentLock.acquire(file).close();
    }

    @Test
    void isFreeAfterItsProcessWasKilled() throws Exception {
        Process child = ChildJvm.start(Child.class, file.toString());
        assertThat(firstLine(child)).isEqualTo("taken");
        assertThatThrownBy(() -> DeploymentLock.acquire(file))
                .isInstanceOf(LockHeldException.class)
                .hasMessageStartingWith(heldBy(child.pid()));

        child.destroyForcibly().waitFor();

        DeploymentLock.acquire(file).close();
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void aSecondAttemptOfTheSameProcessIsRefusedAndLeavesTheFirstInForce() throws Exception {
        try (DeploymentLock lock = DeploymentLock.acquire(file)) {
            assertThatThrownBy(() -> DeploymentLock.acquire(file))
                    .isInstanceOf(LockHeldException.class)
                    .hasMessage(heldBy(ProcessHandle.current().pid()) + "\nWait for it to end, then try again.");

            assertThat(triedByAnotherProcess())
                    .isEqualTo(heldBy(ProcessHandle.current().pid()));
        }
    }

    @Test
    @SuppressWarnings("try") // the lock is only held
    void isTheSameHoweverItsDirectoryIsReached() throws Exception {
        Path other = Files.createSymbolicLink(root.resolve("link"), Files.createDirectory(root.resolve("manifests")));

        try (DeploymentLock lock = DeploymentLock.acquire(file)) {
            assertThatThrownBy(() -> DeploymentLock.acquire(other.resolve(".lock")))
                    .isInstanceOf(LockHeldException.class);
            assertThat(triedByAnotherProcess()).startsWith("another instance holds");
        }
    }

    @Test
    @SuppressWarnings("try") // the locks are only held
    void changesAndTheWatchDoNotWaitForEachOther() throws Exception {
        Deployment deployment = new Deployment(root);

        try (DeploymentLock changes = DeploymentLock.forChanges(deployment);
                DeploymentLock watch = DeploymentLock.forWatch(deployment)) {
            assertThatThrownBy(() -> DeploymentLock.forWatch(deployment)).isInstanceOf(LockHeldException.class);
        }
    }

    @Test
    void aLinkIsNoLockFile() throws Exception {
        Files.createDirectory(root.resolve("manifests"));
        Path target = Files.writeString(root.resolve("target"), "keep");
        Files.createSymbolicLink(file, target);

        assertThatThrownBy(() -> DeploymentLock.acquire(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("symbolic links");
        assertThat(target).hasContent("keep");
        Files.delete(file);
        DeploymentLock.acquire(file).close();
    }

    @Test
    void aFullDiskThatTakesNoNumberKeepsNobodyFromTheLock() throws Exception {
        SmallDisk disk = SmallDisk.at(root.resolve("disk"), 64);
        try {
            file = root.resolve("disk/.lock");
            disk.fillBut(0);

            for (int time = 0; time < 2; time++) {
                DeploymentLock lock = DeploymentLock.acquire(file);
                assertThatThrownBy(() -> DeploymentLock.acquire(file)).isInstanceOf(LockHeldException.class);
                assertThat(triedByAnotherProcess()).startsWith("another instance holds");
                lock.close();
            }
        } finally {
            disk.close();
        }
    }

    @Test
    void whateverTheFileHoldsTheLockIsHeld() throws Exception {
        Process child = ChildJvm.start(Child.class, file.toString());
        assertThat(firstLine(child)).isEqualTo("taken");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> DeploymentLock.acquire(file)).isInstanceOf(LockHeldException.class);
        child.destroyForcibly().waitFor();
    }

    private String heldBy(long process) throws IOException {
        return "another instance holds " + root.toRealPath().resolve("manifests/.lock") + " (process " + process + ")";
    }

    private String triedByAnotherProcess() throws Exception {
        Process child = ChildJvm.start(Child.class, file.toString());
        child.getOutputStream().close();
        String said = firstLine(child);
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    private static String firstLine(Process child) throws IOException {
        return String.valueOf(new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8)).readLine());
    }
}
