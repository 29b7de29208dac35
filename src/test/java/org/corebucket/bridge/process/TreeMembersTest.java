package org.corebucket.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who belongs to a tree, in the moments that no test can bring about with real processes. */
final class TreeMembersTest {

    @TempDir
    private Path directory;

    private ProcTree proc = new ProcTree(Path.of("/nowhere"));

    @BeforeEach
    void aShellThatStartedThisProcessAndAServer() throws IOException {
        proc = new ProcTree(directory)
                .process(1, 0, 0)
                .process(10, 1, 100)
                .process(20, 10, 200)
                .process(30, 10, 300);
        Files.createSymbolicLink(directory.resolve("self"), Path.of("20"));
    }

    @Test
    void descendantsBelongAtAnyDepth() throws IOException {
        proc.process(31, 30, 310).process(32, 31, 320);

        assertThat(living(rootedAt(30))).containsExactlyInAnyOrder(30L, 31L, 32L);
    }

    @Test
    void whatStartedThisProcessIsNoRoot() throws IOException {
        assertThat(living(rootedAt(10))).isEmpty();
    }

    @Test
    void thisProcessAndTheFirstDoNotBelongWhateverTheirEnvironmentSays() throws IOException {
        for (long pid : List.of(1L, 10L, 20L, 30L)) {
            mark(pid);
        }

        assertThat(living(new TreeMembers(proc.table(), "run-1"))).containsExactly(30L);
    }

    @Test
    void anotherRunIsAnotherTree() throws IOException {
        mark(30);

        assertThat(living(new TreeMembers(proc.table(), "run-10"))).isEmpty();
    }

    @Test
    void whoStartedBeforeTheRootIsNotItsDescendant() throws IOException {
        proc.process(31, 30, 299);

        assertThat(living(rootedAt(30))).containsExactly(30L);
    }

    @Test
    void whoTookOverAMembersNumberDoesNotBelong() throws IOException {
        proc.process(31, 30, 310);
        TreeMembers members = rootedAt(30);
        members.living();

        proc.process(31, 10, 400);

        assertThat(living(members)).containsExactly(30L);
    }

    @Test
    void whoLostItsParentStillBelongs() throws IOException {
        proc.process(31, 30, 310);
        TreeMembers members = rootedAt(30);
        members.living();

        proc.process(31, 1, 310);

        assertThat(living(members)).containsExactlyInAnyOrder(30L, 31L);
    }

    @Test
    void aSessionBelongsWhoseLeaderHasEnded() throws IOException {
        inSession(31, 1, 30, 310);
        Files.delete(directory.resolve("30/stat"));
        TreeMembers members = new TreeMembers(proc.table(), "");
        members.addSession(30);

        assertThat(living(members)).containsExactly(31L);
        assertThat(members.groups(List.of())).containsExactly(30L);
    }

    @Test
    void aSessionWhoseNumberWasGivenAwayDoesNotBelong() throws IOException {
        TreeMembers members = new TreeMembers(proc.table(), "");
        members.addSession(30);

        inSession(30, 1, 30, 500);
        inSession(31, 30, 30, 510);

        assertThat(living(members)).isEmpty();
        assertThat(members.groups(List.of())).isEmpty();
    }

    @Test
    void aGroupInWhichThisProcessIsGetsNoSignal() throws IOException {
        inSession(30, 10, 30, 300);
        inSession(20, 10, 30, 200);

        TreeMembers members = rootedAt(30);

        assertThat(living(members)).contains(30L);
        assertThat(members.groups(members.living())).isEmpty();
    }

    private TreeMembers rootedAt(long pid) {
        TreeMembers members = new TreeMembers(proc.table(), "");
        members.addRoot(proc.table().find(pid).orElseThrow());
        return members;
    }

    private static List<Long> living(TreeMembers members) throws IOException {
        return members.living().stream().map(RunningProcess::pid).toList();
    }

    private void mark(long pid) throws IOException {
        proc.file(pid + "/environ", (ProcessTree.RUN_ID + "=run-1\0HOME=/\0").getBytes(StandardCharsets.US_ASCII));
    }

    private void inSession(long pid, long parent, long session, long startTicks) throws IOException {
        proc.stat(pid, ProcTree.line(pid, "sh", 'S', parent, 1, startTicks).replace(" 5 6 ", " 5 " + session + " "));
    }
}
