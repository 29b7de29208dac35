package org.corebucket.bridge.ledger.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.testkit.SampleLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChainVerifierTest {

    private static final int ENTRIES = 9;

    @TempDir
    Path directory;

    private final SampleLedger ledger = SampleLedger.of(ENTRIES);

    @Test
    void aSoundLedgerHolds() throws IOException {
        ChainReport report = verify();
        assertThat(report.flaws()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report.entries()).isEqualTo(ENTRIES);
        assertThat(report.head()).isEqualTo(ledger.hash(ENTRIES));
    }

    @Test
    void anEmptyLedgerHolds() throws IOException {
        ledger.lines().clear();
        ChainReport report = verify();
        assertThat(report.holds()).isTrue();
        assertThat(report.entries()).isZero();
        assertThat(report.head()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9})
    void aChangedPayloadIsAHashMismatch(int line) throws IOException {
        replace(line, "\"x\": 0.125", "\"x\": 0.126");
        assertFlaws(FlawKind.HASH_MISMATCH, line);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9})
    void aChangedHashIsAHashMismatchAndLeavesTheNextEntryUnlinked(int line) throws IOException {
        replace(line, ledger.hash(line), SampleLedger.sha256("other"));
        ChainReport report = verify();
        assertThat(report.flaws().get(0).kind()).isEqualTo(FlawKind.HASH_MISMATCH);
        assertThat(report.flaws()).hasSize(line == ENTRIES ? 1 : 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void anEntryThatIsGoneIsMissing(int line) throws IOException {
        ledger.lines().remove(line - 1);
        assertFlaws(FlawKind.MISSING_ENTRY, line);
        assertThat(verify().flaws().get(0).detail())
                .isEqualTo("entry " + (line + 1) + " stands here, and " + line + " was to follow");
    }

    @Test
    void theLastEntryThatIsGoneIsNotSeenInTheChain() throws IOException {
        ledger.lines().remove(ENTRIES - 1);
        assertThat(verify().holds()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9})
    void anEntryThatStandsTwiceIsUnlinked(int line) throws IOException {
        ledger.lines().add(line, ledger.lines().get(line - 1));
        assertFlaws(FlawKind.UNLINKED, line + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9})
    void anEntryOfAnotherChainIsUnlinked(int line) throws IOException {
        ledger.lines().set(line - 1, other().lines().get(line - 1));
        ChainReport report = verify();
        assertThat(report.flaws().get(0).kind()).isEqualTo(FlawKind.UNLINKED);
        assertThat(report.flaws().get(0).line()).isEqualTo(line == 1 ? 2 : line);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9})
    void aLineThatIsNoEntryIsToldOnce(int line) throws IOException {
        ledger.lines().set(line - 1, "{}");
        assertFlaws(FlawKind.NO_ENTRY, line);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9})
    void anEmptyLineIsNoEntry(int line) throws IOException {
        ledger.lines().set(line - 1, "");
        assertFlaws(FlawKind.NO_ENTRY, line);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9})
    void linesThatWerePutInAreNoEntries(int line) throws IOException {
        ledger.lines().add(line, "hello");
        ChainReport report = verify();
        assertThat(report.flaws().get(0).kind()).isEqualTo(FlawKind.NO_ENTRY);
        assertThat(report.flaws().get(0).line()).isEqualTo(line + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 400})
    void aTornTailIsTold(int cut) throws IOException {
        Path file = ledger.write(directory.resolve("chain.jsonl"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
        assertThat(verify(file).flaws()).extracting(ChainFlaw::kind).containsExactly(FlawKind.TORN_TAIL);
        assertThat(verify(file).flaws()).extracting(ChainFlaw::line).containsExactly((long) ENTRIES);
    }

    @Test
    void aChainGoesOnInTheNextSegment() throws IOException {
        for (int cut = 0; cut <= ENTRIES; cut++) {
            ChainReport report = verify(segments(cut));
            assertThat(report.flaws()).isEmpty();
            assertThat(report.entries()).isEqualTo(ENTRIES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void anEntryThatIsGoneAtTheEdgeOfASegmentIsMissing(int removed) throws IOException {
        ledger.lines().remove(removed - 1);
        int cut = removed == 4 ? 3 : 4;
        Path closed = ledger.write(directory.resolve("chain.000001.jsonl"), 0, cut);
        Path live = ledger.write(directory.resolve("chain.jsonl"), cut, ENTRIES - 1);
        ChainFlaw flaw = verify(List.of(closed, live)).flaws().get(0);
        assertThat(flaw.kind()).isEqualTo(FlawKind.MISSING_ENTRY);
        assertThat(flaw.file()).isEqualTo(live.toString());
        assertThat(flaw.line()).isEqualTo(1);
    }

    @Test
    void aSegmentOfAnotherChainIsUnlinked() throws IOException {
        List<Path> files = segments(4);
        other().write(files.get(1), 4, ENTRIES);
        ChainReport report = verify(files);
        assertThat(report.flaws())
                .extracting(ChainFlaw::message)
                .singleElement()
                .satisfies(message -> assertThat(message).startsWith(files.get(1) + ":1: unlinked - it links to "));
    }

    @Test
    void aClosedSegmentThatEndsTornIsTold() throws IOException {
        List<Path> files = segments(4);
        byte[] bytes = Files.readAllBytes(files.get(0));
        Files.write(files.get(0), Arrays.copyOf(bytes, bytes.length - 1));
        ChainReport report = verify(files);
        assertThat(report.flaws().get(0).kind()).isEqualTo(FlawKind.TORN_TAIL);
        assertThat(report.flaws().get(0).file()).isEqualTo(files.get(0).toString());
        assertThat(report.flaws().get(0).line()).isEqualTo(4);
    }

    @Test
    void everyChangeOfOneByteIsFound() throws IOException {
        Random random = new Random(20261123);
        Path file = SampleLedger.of(3).write(directory.resolve("chain.jsonl"));
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < sound.length; at++) {
            byte[] changed = sound.clone();
            changed[at] = (byte) (changed[at] + 1 + random.nextInt(255));
            Files.write(file, changed);
            assertThat(verify(file).holds())
                    .as("byte " + at + " is " + changed[at])
                    .isFalse();
        }
    }

    @Test
    void everyByteThatIsTakenOutIsFound() throws IOException {
        Path file = SampleLedger.of(3).write(directory.resolve("chain.jsonl"));
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < sound.length; at++) {
            byte[] changed = new byte[sound.length - 1];
            System.arraycopy(sound, 0, changed, 0, at);
            System.arraycopy(sound, at + 1, changed, at, changed.length - at);
            Files.write(file, changed);
            assertThat(verify(file).holds()).as("without byte " + at).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void manyBlocksAreFollowedInOrderOnAnyNumberOfCores(int jobs) throws IOException {
        SampleLedger large = SampleLedger.of(9000);
        Path file = large.write(directory.resolve("large.jsonl"));
        assertThat(Files.size(file)).isGreaterThan(3L * LineBlock.STANDARD);
        ChainReport sound = ChainVerifier.of(jobs, HashProgress.NONE).verify(List.of(file));
        assertThat(sound.flaws()).isEmpty();
        assertThat(sound.entries()).isEqualTo(9000);
        Collections.swap(large.lines(), 4500, 8000);
        large.write(file);
        ChainReport swapped = ChainVerifier.of(jobs, HashProgress.NONE).verify(List.of(file));
        assertThat(swapped.flaws()).extracting(ChainFlaw::line).containsExactly(4501L, 4502L, 8001L, 8002L);
    }

    @Test
    void aLineMayBeLongerThanABlock() throws IOException {
        ledger.add("{\"data\": \"" + "x".repeat(3 * LineBlock.STANDARD) + "\"}").add("{}");
        assertThat(verify().flaws()).isEmpty();
        assertThat(verify().entries()).isEqualTo(ENTRIES + 2);
    }

    @Test
    void aLineThatNoRequestCanMakeIsNoEntryAndReadingGoesOn() throws IOException {
        ledger.lines().set(4, "x".repeat(20 * LineBlock.STANDARD));
        assertFlaws(FlawKind.NO_ENTRY, 5);
        assertThat(verify().entries()).isEqualTo(ENTRIES);
    }

    @Test
    void onlyTheFirstOfManyFlawsAreToldAndAllAreCounted() throws IOException {
        ledger.lines().addAll(Collections.nCopies(100_000, "x"));
        ChainReport report = verify();
        assertThat(report.flaws()).hasSize(ChainReport.MOST_FLAWS);
        assertThat(report.flawCount()).isEqualTo(100_000);
    }

    @ParameterizedTest
    @CsvSource({
        "entries_swapped, UNLINKED, 6",
        "entry_removed, MISSING_ENTRY, 6",
        "payload_changed, HASH_MISMATCH, 6",
        "timestamp_changed, HASH_MISMATCH, 8",
        "torn_tail, TORN_TAIL, 12",
        "unlinked, UNLINKED, 2",
    })
    void aV5ChainGetsTheVerdictThatItsNameSays(String name, FlawKind kind, long line) throws Exception {
        ChainReport report = verify(v5(name));
        assertThat(report.flaws().get(0).kind()).isEqualTo(kind);
        assertThat(report.flaws().get(0).line()).isEqualTo(line);
        assertThat(report.flaws()).extracting(ChainFlaw::kind).containsOnly(kind);
    }

    @Test
    void aSoundV5ChainHolds() throws Exception {
        ChainReport report = verify(v5("good"));
        assertThat(report.flaws()).isEmpty();
        assertThat(report.entries()).isEqualTo(12);
    }

    @Test
    void aV5EntryWithAMemberThatIsNotHashedIsNoEntry() throws Exception {
        Path file = directory.resolve("chain.jsonl");
        String text = Files.readString(v5("good"), StandardCharsets.UTF_8);
        int second = text.indexOf('\n') + 2;
        Files.writeString(file, text.substring(0, second) + "\"note\": 1, " + text.substring(second));
        assertThat(verify(file).flaws()).extracting(ChainFlaw::kind).containsExactly(FlawKind.NO_ENTRY);
    }

    private Path v5(String name) throws Exception {
        return Path.of(ChainVerifierTest.class
                .getResource("/ledger/chain_v5_" + name + ".jsonl")
                .toURI());
    }

    private static SampleLedger other() {
        SampleLedger other = new SampleLedger();
        for (int i = 0; i < ENTRIES; i++) {
            other.add("{\"other\": true}");
        }
        return other;
    }

    private List<Path> segments(int cut) throws IOException {
        return List.of(
                ledger.write(directory.resolve("chain.000001.jsonl"), 0, cut),
                ledger.write(directory.resolve("chain.jsonl"), cut, ENTRIES));
    }

    private void replace(int line, String from, String to) {
        String old = ledger.lines().get(line - 1);
        assertThat(old).contains(from);
        ledger.lines().set(line - 1, old.replace(from, to));
    }

    private void assertFlaws(FlawKind kind, int line) throws IOException {
        assertThat(verify().flaws()).singleElement().satisfies(flaw -> {
            assertThat(flaw.kind()).isEqualTo(kind);
            assertThat(flaw.line()).isEqualTo(line);
        });
    }

    private ChainReport verify() throws IOException {
        return verify(ledger.write(directory.resolve("chain.jsonl")));
    }

    private static ChainReport verify(Path file) throws IOException {
        return verify(List.of(file));
    }

    private static ChainReport verify(List<Path> files) throws IOException {
        return ChainVerifier.of(2, HashProgress.NONE).verify(files);
    }
}
