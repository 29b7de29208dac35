package org.corebucket.bridge.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.MerkleHashes;
import org.corebucket.bridge.transparency.SignedNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code provenance publish}: the log as files that any web server can serve. */
final class ProvenancePublishTest extends AtALedger {

    private Path site() {
        return operator.path("insight/log");
    }

    private Map<String, Sha256> files() throws IOException {
        Map<String, Sha256> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(site())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(site().relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        files.remove(".lock");
        return files;
    }

    private void delete(String tree) throws IOException {
        try (Stream<Path> all = Files.walk(operator.path(tree))) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void grow(int entries) throws IOException {
        while (ledger.lines().size() < entries) {
            ledger.add("{\"module\": \"education\"}");
        }
        ledger.write(operator.path(LEDGER));
        assertThat(operator.run("provenance", "proof", "--entry", String.valueOf(entries))
                        .code())
                .isZero();
    }

    @Test
    void whatIsThereAfterwardsIsWhatTilesAreCalled() throws Exception {
        Answer answer = operator.run("provenance", "publish");

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("over 5 entries", "3 files written");
        assertThat(files()).containsOnlyKeys("checkpoint", "tile/0/000.p/5", "tile/entries/000.p/5");
        assertThat(Files.readAllBytes(site().resolve("checkpoint")))
                .isEqualTo(Files.readAllBytes(operator.path("logs/log/checkpoints/5")));
        byte[] bundle = Files.readAllBytes(site().resolve("tile/entries/000.p/5"));
        assertThat(bundle).hasSize(5 * 34).startsWith(0, 32);
        assertThat(operator.run("provenance", "publish").out()).contains("all was there");
    }

    @Test
    void onlyWhatIsNewIsWrittenAndFullTilesStandForPartialOnes() throws Exception {
        grow(255);
        operator.run("provenance", "publish");
        grow(600);

        Answer answer = operator.run("provenance", "publish");

        assertThat(answer.out()).contains("over 600 entries", "8 files written");
        Map<String, Sha256> all = files();
        assertThat(all)
                .containsOnlyKeys(
                        "checkpoint",
                        "tile/0/000",
                        "tile/0/001",
                        "tile/0/002.p/88",
                        "tile/1/000.p/2",
                        "tile/entries/000",
                        "tile/entries/001",
                        "tile/entries/002.p/88");
        Files.delete(site().resolve("tile/0/001"));
        assertThat(operator.run("provenance", "publish").out()).contains("1 file written");
        assertThat(files()).isEqualTo(all);
        SignedNote note = SignedNote.parse(Files.readAllBytes(site().resolve("checkpoint")));
        assertThat(LogCheckpoints.head(note).size()).isEqualTo(600);
        byte[] first = Files.readAllBytes(site().resolve("tile/0/000"));
        assertThat(Sha256.ofBytes(Arrays.copyOf(first, 32)))
                .isEqualTo(MerkleHashes.leaf(Sha256.parse(ledger.hash(1)).bytes()));
    }

    /** The bridge may have the tree's files, so what is rotten there is made anew beside what is published. */
    @ParameterizedTest
    @ValueSource(strings = {"gone", "rotten"})
    void aTreeThatIsGoneOrRottenIsMadeFromTheLedger(String what) throws Exception {
        grow(300);
        operator.run("provenance", "publish");
        Map<String, Sha256> all = files();
        Path level = operator.path("logs/log/level-0");
        byte[] bytes = Files.readAllBytes(level);
        bytes[40] ^= 1;
        if (what.equals("gone")) {
            Files.delete(level);
        } else {
            Files.write(level, bytes);
        }
        delete("insight/log");

        Answer answer = operator.run("provenance", "publish");

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(files()).isEqualTo(all);
    }

    @Test
    void whatIsPublishedIsNeverTakenBackOrMixed() throws Exception {
        grow(6);
        grow(10);
        operator.run("provenance", "publish");
        Map<String, Sha256> all = files();

        Files.delete(operator.path("logs/log/checkpoints/10"));
        Answer shorter = operator.run("provenance", "publish");

        assertThat(shorter.code()).isEqualTo(77);
        assertThat(shorter.err()).contains("of 10 entries");
        assertThat(files()).isEqualTo(all);
    }

    @Test
    void aLedgerThatWasRewrittenIsNotPublished() throws Exception {
        operator.run("provenance", "publish");
        Map<String, Sha256> all = files();
        List<String> lines = ledger.lines();
        lines.set(4, lines.get(4).replaceAll("\"hash\": \"[0-9a-f]{4}", "\"hash\": \"0000"));
        ledger.write(operator.path(LEDGER));
        delete("logs/log/level-0");
        Files.delete(site().resolve("tile/entries/000.p/5"));
        all.remove("tile/entries/000.p/5");

        Answer answer = operator.run("provenance", "publish");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("THE LOG WAS CHANGED");
        assertThat(files()).isEqualTo(all);
    }
}
