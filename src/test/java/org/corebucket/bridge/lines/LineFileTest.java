package org.corebucket.bridge.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.FailingDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines are in the file whole and for good when their append returns, and not at all when it fails. */
final class LineFileTest {

    @TempDir
    private Path directory;

    private final FailingDisk disk = new FailingDisk(FileDisk.ofOwner());
    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = directory.resolve("lines");
    }

    private LineFile open(TornTail torn) throws IOException {
        return LineFile.open(disk, path, torn);
    }

    private static void append(LineFile lines, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        lines.append(bytes, bytes.length);
    }

    @Test
    void aBatchTakesOneWriteAndOneForce() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            append(lines, "one\ntwo\n");
            assertThat(lines.length()).isEqualTo(8);
        }

        assertThat(path).hasContent("one\ntwo\n");
        assertThat(disk.writes).hasValue(1);
        assertThat(disk.forces).hasValue(1);
        assertThat(disk.open).hasValue(0);
    }

    @Test
    void whatFailsHalfwayIsCutOffAndTheNextIsAppended() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            append(lines, "one\n");
            disk.failingWrites.set(1);
            assertThatThrownBy(() -> append(lines, "two\nthree\n")).hasMessage("Input/output error");
            assertThat(path).hasContent("one\n");
            disk.failingForces.set(1);
            assertThatThrownBy(() -> append(lines, "four\n")).isInstanceOf(IOException.class);
            assertThat(path).hasContent("one\n");
            assertThat(lines.isInDoubt()).isFalse();
            append(lines, "five\n");
        }

        assertThat(path).hasContent("one\nfive\n");
    }

    @Test
    void whatIsCutOffIsCutOffForGood() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            disk.failingWrites.set(1);
            assertThatThrownBy(() -> append(lines, "one\n")).isInstanceOf(IOException.class);
            assertThat(disk.forces).as("the failed append forced nothing").hasValue(1);
        }
    }

    @Test
    void whatCanNotBeCutOffIsInDoubtAndNothingFollowsIt() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            append(lines, "one\n");
            disk.failingForces.set(1);
            disk.failingTruncates.set(2);
            assertThatThrownBy(() -> append(lines, "two\n")).isInstanceOf(IOException.class);
            assertThat(lines.isInDoubt()).isTrue();
            assertThatThrownBy(() -> append(lines, "three\n")).isInstanceOf(IOException.class);
            append(lines, "four\n");
            assertThat(lines.isInDoubt()).isFalse();
        }

        assertThat(path).hasContent("one\nfour\n");
    }

    @Test
    void whatIsInDoubtIsCutOffWhenItIsClosed() throws Exception {
        LineFile lines = open(TornTail.CUT);
        append(lines, "one\n");
        disk.failingForces.set(1);
        disk.failingTruncates.set(1);
        assertThatThrownBy(() -> append(lines, "two\n")).isInstanceOf(IOException.class);
        assertThat(path).hasContent("one\ntwo\n");

        lines.close();

        assertThat(path).hasContent("one\n");
    }

    @Test
    void nothingIsAppendedToLinesThatAreNotWhatTheyWere() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            append(lines, "one\n");
            disk.failingWrites.set(1);
            disk.failingTruncates.set(1);
            assertThatThrownBy(() -> append(lines, "two\n")).isInstanceOf(IOException.class);
            Files.writeString(path, "oNe\n");
            assertThatThrownBy(() -> append(lines, "three\n")).hasMessageContaining("gone or changed");
        }

        assertThat(path).hasContent("oNe\n");
    }

    @Test
    void whatWasAppendedCanBeTakenBack() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            append(lines, "one\n");
            append(lines, "two\n");
            lines.cutBackTo(4);
            append(lines, "three\n");
        }

        assertThat(path).hasContent("one\nthree\n");
    }

    @Test
    void aTornTailIsCutOff() throws Exception {
        Files.writeString(path, "one\ntw");
        try (LineFile lines = open(TornTail.CUT)) {
            append(lines, "three\n");
        }

        assertThat(path).hasContent("one\nthree\n");
    }

    @Test
    void aTornTailIsEnded() throws Exception {
        Files.writeString(path, "one\ntw");
        try (LineFile lines = open(TornTail.END)) {
            append(lines, "three\n");
        }

        assertThat(path).hasContent("one\ntw\nthree\n");
    }

    @Test
    void aTornTailIsKeptAsideBeforeItIsCutOff() throws Exception {
        Files.writeString(path, "one\ntw");
        List<Path> kept = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (LineFile lines = open(TornTail.keptIn(directory.resolve("aside"), kept::add))) {
                assertThat(lines.length()).isEqualTo(4);
            }
            Files.writeString(path, "one\nt2");
        }

        assertThat(kept)
                .containsExactly(directory.resolve("aside/lines.4.torn"), directory.resolve("aside/lines.4.torn.2"));
        assertThat(kept.get(0)).hasContent("tw");
        assertThat(kept.get(1)).hasContent("t2");
    }

    @Test
    void whereTheLinesEndMayBeKnownBetter() throws Exception {
        Files.writeString(path, "one\n\0\0\n");
        LineFile.openAt(disk, path, 4, TornTail.CUT).close();
        assertThat(path).hasContent("one\n");
        assertThat(disk.forces).hasValue(0);

        LineFile.openDurable(disk, path, 4, TornTail.CUT).close();
        assertThat(disk.forces).hasValue(1);
    }

    @Test
    void itsLinesAreReadBackwards() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            append(lines, "one\ntwo\n");
            BackwardLines backward = lines.backward(99);
            assertThat(backward.previous()).isTrue();
            assertThat(backward.text()).isEqualTo("two");
        }
    }

    @Test
    void anOpeningThatFailsLeavesNoFileOpen() throws Exception {
        Files.writeString(path, "one\ntw");
        disk.failingTruncates.set(1);

        assertThatThrownBy(() -> open(TornTail.CUT)).isInstanceOf(IOException.class);

        assertThat(disk.open).hasValue(0);
        assertThat(path).hasContent("one\ntw");
    }

    @Test
    void aWriteOfNothingIsAFailureAndNoEndlessLoop() throws Exception {
        try (LineFile lines = open(TornTail.CUT)) {
            disk.shortWrite = 0;
            assertThatThrownBy(() -> append(lines, "one\n")).hasMessage(path + ": the disk takes no more bytes");
            disk.shortWrite = 3;
            append(lines, "one\ntwo\n");
        }

        assertThat(path).hasContent("one\ntwo\n");
    }
}
