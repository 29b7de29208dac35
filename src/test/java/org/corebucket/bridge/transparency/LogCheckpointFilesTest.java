package org.corebucket.bridge.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log's checkpoints in files. */
final class LogCheckpointFilesTest extends LogCheckpointsContract {

    @TempDir
    private Path directory;

    @Override
    protected LogCheckpoints open() {
        return LogCheckpointFiles.of(directory);
    }

    @Override
    protected void fill(List<SignedNote> notes) throws Exception {
        Files.createDirectories(directory.resolve("checkpoints"));
        for (SignedNote note : notes) {
            Files.write(
                    directory.resolve("checkpoints/" + LogCheckpoints.head(note).size()), note.bytes());
        }
    }

    /** Its files are in the place of those of the log that follows it, until they are set aside. */
    @Test
    void ofALogThatHasEndedNoneIsSeenAndNoneIsAddedToThem() throws Exception {
        open().add(Optional.empty(), note(3));
        LogCheckpointFiles next = LogCheckpointFiles.of(directory, "log.example/next");

        assertThat(next.ended()).hasValue(ORIGIN);
        assertThat(next.last()).isEmpty();
        assertThat(next.sizes()).isEmpty();
        assertThatThrownBy(() -> next.add(Optional.empty(), note(4))).hasMessageContaining("has ended");
        assertThat(LogCheckpointFiles.of(directory, ORIGIN).last()).hasValue(note(3));
    }

    @Test
    void aFileThatIsNoneIsNamed() throws Exception {
        open().add(Optional.empty(), note(3));
        Files.copy(directory.resolve("checkpoints/3"), directory.resolve("checkpoints/4"));

        assertThatThrownBy(() -> open().of(4))
                .isInstanceOf(UnsoundCheckpointException.class)
                .hasMessageContaining("checkpoints/4");
    }
}
