package org.corebucket.bridge.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody writes to a listed file while what was approved is completed: just that is put in force, or nothing. */
final class CompletionRaceTest {

    private static final String FILE = "canonical/a";

    @Test
    void inFiftyRoundsJustWhatWasApprovedIsPutInForceOrNothing() throws Exception {
        assertHolds(50);
    }

    @Test
    @Tag("long")
    void inFiveHundredRoundsJustWhatWasApprovedIsPutInForceOrNothing() throws Exception {
        assertHolds(500);
    }

    private static void assertHolds(int rounds) throws Exception {
        Path directory = ApprovalSite.inMemory();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            ApprovalSite site = ApprovalSite.rooted(directory, CachedHolders.generate(), 2, "anna", "bruno");
            int completed = 0;
            for (int round = 0; round < rounds; round++) {
                completed += isCompleted(site, writer, round) ? 1 : 0;
            }
            assertThat(completed).isBetween(1, rounds - 1);
        } finally {
            writer.shutdownNow();
            SampleDeployment.delete(directory);
        }
    }

    private static boolean isCompleted(ApprovalSite site, ExecutorService writer, int round) throws Exception {
        String content = "content " + round + "\n";
        site.write(FILE, content);
        Sha256 before = site.manifest();
        Sha256 approved = site.proposeFreeze("round " + round).digest();
        site.sign(Subject.FREEZE, "anna", "bruno");
        boolean stays = round % 4 == 3;
        if (stays) {
            site.write(FILE, "other\n");
        }
        AtomicBoolean done = new AtomicBoolean(stays);
        // In some rounds the writer comes when all was compared.
        Future<?> writing = writer.submit(() -> {
            toggle(site, content, done, round % 3);
            return null;
        });
        boolean completed;
        try {
            site.complete();
            completed = true;
        } catch (MendableException | IOException e) {
            completed = false;
        }
        done.set(true);
        writing.get();

        assertThat(completed && stays).isFalse();
        assertThat(site.manifest()).isEqualTo(completed ? approved : before);
        assertThat(site.look().findings()).isEmpty();
        if (completed) {
            assertThat(site.look().manifest().orElseThrow().digestOf(FILE))
                    .contains(Sha256.of(content.getBytes(StandardCharsets.UTF_8)));
        }
        return completed;
    }

    /** Exchanges a file for another and back, as a whole, for as long as the completion takes. */
    private static void toggle(ApprovalSite site, String content, AtomicBoolean done, int seldom) throws IOException {
        Path file = site.deployment().path(FILE);
        Path staged = site.deployment().path("staged");
        while (!done.get()) {
            replace(staged, file, "other\n");
            replace(staged, file, content);
            for (int i = 0; i < seldom * 2000 && !done.get(); i++) {
                Thread.onSpinWait();
            }
        }
    }

    private static void replace(Path staged, Path file, String content) throws IOException {
        Files.writeString(staged, content);
        Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
