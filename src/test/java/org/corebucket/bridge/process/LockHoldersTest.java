package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds a lock, as the kernel says it. */
final class LockHoldersTest {

    private final ProcessTable table = ProcessTable.system();

    @TempDir
    Path directory;

    /** Takes a lock, says so, and keeps it until its input ends. */
    static final class Child {
        private Child() {}

        @SuppressWarnings("try") // the lock is only held
        public static void main(String[] arguments) throws IOException, LockHeldException {
            try (DeploymentLock lock = DeploymentLock.acquire(Path.of(arguments[0]))) {
                System.out.println("taken");
                System.in.read();
            }
        }
    }

    @Test
    void theHolderIsFoundWhateverTheFileHolds() throws Exception {
        Path file = directory.resolve("lock");
        Process child = ChildJvm.start(Child.class, file.toString());
        try {
            BufferedReader lines = child.inputReader(StandardCharsets.UTF_8);
            assertThat(lines.readLine()).isEqualTo("taken");
            Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);

            assertThat(LockHolders.of(table, file))
                    .singleElement()
                    .satisfies(holder -> assertThat(holder.pid()).isEqualTo(child.pid()));
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(LockHolders.of(table, file)).isEmpty();
    }

    @Test
    void aFileThatNobodyLockedOrThatIsNotThereHasNone() throws Exception {
        assertThat(LockHolders.of(table, Files.createFile(directory.resolve("free"))))
                .isEmpty();
        assertThat(LockHolders.of(table, directory.resolve("missing"))).isEmpty();
    }
}
