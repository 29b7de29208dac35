package org.corebucket.bridge.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.seal.SealedDeployment.RELEASE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.corebucket.bridge.deployment.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Freezing and verifying at the same time: whichever step the freeze is at, one of its manifests holds. */
final class ConcurrentFreezeTest {

    private static final int VERIFICATIONS = 1500;
    private static final long PAUSE_NANOS = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void everyVerificationFindsAManifestThatHolds() throws Exception {
        SealedDeployment sealed = new SealedDeployment(directory);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService freezer = Executors.newSingleThreadExecutor();
        Future<?> freezing = freezer.submit(() -> {
            freezeUntil(done, sealed.deployment());
            return null;
        });
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < VERIFICATIONS; i++) {
            SealVerdict verdict = sealed.verifyReadOnly();
            wrong.addAll(SealedDeployment.codes(verdict));
        }
        done.set(true);
        freezing.get();
        freezer.shutdown();

        assertThat(wrong).isEmpty();
    }

    /** The three steps in which a freeze puts manifest and seal in force, for one serial after the other. */
    private static void freezeUntil(AtomicBoolean done, Deployment deployment) throws IOException {
        Path staged = deployment.path("manifests/staged");
        for (int serial = 2; !done.get(); serial++) {
            byte[] manifest = SealedDeployment.manifest(
                    SealedDeployment.header(serial, null).lines());
            Files.write(staged, RELEASE.sign(manifest));
            Files.move(staged, deployment.pendingSeal(), StandardCopyOption.ATOMIC_MOVE);
            Files.write(staged, manifest);
            Files.move(staged, deployment.manifest(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(deployment.pendingSeal(), deployment.seal(), StandardCopyOption.ATOMIC_MOVE);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
