package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.corebucket.bridge.bridge.ClusterChecker.BegunTime;
import org.corebucket.bridge.bridge.ClusterChecker.ChainedEntry;
import org.corebucket.bridge.bridge.ClusterChecker.SizeShown;
import org.corebucket.bridge.bridge.ClusterChecker.SlotOfJob;
import org.corebucket.bridge.bridge.ClusterChecker.StopInForce;
import org.corebucket.bridge.bridge.ClusterChecker.Told;
import org.junit.jupiter.api.Test;

/** The checker finds each break that it is there for, and nothing where nothing is broken. */
final class ClusterCheckerTest {

    private final List<ChainedEntry> chain = new ArrayList<>(List.of(entry(1), entry(2), entry(3)));
    private final List<Told> told =
            new ArrayList<>(List.of(acknowledged(1), acknowledged(3), acknowledged(3), new Told.Refused("s2")));

    private static ChainedEntry entry(int n) {
        return new ChainedEntry(n, "h" + n, n == 1 ? "" : "h" + (n - 1), "m", "s" + n, "n" + n, "p" + n);
    }

    private static Told acknowledged(int n) {
        return new Told.Acknowledged("s" + n, n, "h" + n, n - 1);
    }

    private final ClusterChecker checker = new ClusterChecker();

    private List<String> violations(Long... sizes) {
        List<SizeShown> shown = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            shown.add(new SizeShown("a", at(2 * i), at(2 * i + 1), sizes[i]));
        }
        checker.checkLedger(told, shown, chain);
        return checker.violations();
    }

    private static Instant at(int second) {
        return Instant.EPOCH.plusSeconds(second);
    }

    @Test
    void nothingIsFoundWhereNothingIsBroken() {
        assertThat(violations(0L, 3L)).isEmpty();
    }

    @Test
    void anAcknowledgedEntryThatIsLostIsFound() {
        chain.remove(2);
        assertThat(violations()).hasSize(2).allMatch(found -> found.startsWith("it is not there: Acknowledged"));
    }

    @Test
    void anAcknowledgedEntryThatIsAnotherIsFound() {
        told.add(new Told.Acknowledged("s2", 2, "other", 0));
        told.add(new Told.Acknowledged("s2", 3, "h2", 0));
        assertThat(violations()).hasSize(2).allMatch(found -> found.startsWith("it is entry 2 with the hash h2"));
    }

    @Test
    void aRefusedReplayOfNothingIsFound() {
        told.add(new Told.Refused("s9"));
        assertThat(violations()).singleElement().asString().contains("Refused[session=s9]");
    }

    @Test
    void anUpdateThatIsStoredTwiceIsFoundByEachOfItsMarks() {
        chain.add(new ChainedEntry(4, "h4", "h3", "m", "s1", "x", "y"));
        chain.add(new ChainedEntry(5, "h5", "h4", "m", "x", "n2", "z"));
        chain.add(new ChainedEntry(6, "h6", "h5", "m", "y", "z", "p3"));
        told.remove(0);
        assertThat(violations())
                .containsExactly(
                        "entry 4 is stored twice: session m s1",
                        "entry 5 is stored twice: nonce n2",
                        "entry 6 is stored twice: signed p3");
    }

    @Test
    void aGapAndABrokenLinkAreFound() {
        chain.remove(1);
        told.clear();
        assertThat(violations())
                .containsExactly("entry 2 has the number 3", "entry 3 does not follow from the one before");
    }

    @Test
    void aSizeThatSankIsFound() {
        assertThat(violations(4L)).containsExactly("a size of 4 was shown, and there are 3");
    }

    @Test
    void aSizeThatSankAtANodeIsFoundAndOneThatWasAskedForAtTheSameTimeIsNone() {
        assertThat(violations(3L, 2L)).containsExactly("a showed a size of 3 and later one of 2");

        ClusterChecker other = new ClusterChecker();
        other.checkLedger(
                told,
                List.of(
                        new SizeShown("a", at(1), at(5), 3L),
                        new SizeShown("a", at(4), at(6), 2L),
                        new SizeShown("b", at(7), at(8), 1L)),
                chain);
        assertThat(other.violations()).isEmpty();
    }

    @Test
    void anEntryBeforeOneThatWasAcknowledgedWhenItWasSentIsFound() {
        told.add(new Told.Acknowledged("s2", 2, "h2", 2));

        assertThat(violations()).singleElement().asString().startsWith("it came later: Acknowledged[session=s2");
    }

    @Test
    void anEntryBehindAStopIsFound() {
        checker.checkStops(List.of(new StopInForce(7, 7), new StopInForce(8, 10)));

        assertThat(checker.violations())
                .containsExactly("2 entries were appended after a stop had returned, at entry 8");
    }

    private static SlotOfJob slot(int due, String state) {
        return new SlotOfJob("job", at(due), state, Optional.of(at(due)), Optional.of(at(due + 95)));
    }

    private List<String> violations(List<SlotOfJob> slots, Integer... begun) {
        checker.checkSlots(
                slots,
                Map.of("job", Duration.ofSeconds(10)),
                Stream.of(begun).map(second -> new BegunTime("job", at(second))).toList());
        return checker.violations();
    }

    private static SlotOfJob missed(int due) {
        return new SlotOfJob("job", at(due), "missed", Optional.empty(), Optional.empty());
    }

    @Test
    void dueTimesOfWhichEachHasOneBeginningAndOneEndAreSound() {
        assertThat(violations(List.of(slot(10, "ok"), missed(20), slot(30, "stopped"), slot(40, "ok")), 11, 45))
                .isEmpty();
    }

    @Test
    void aDueTimeThatBeganTwiceIsFound() {
        assertThat(violations(List.of(slot(10, "ok"), slot(20, "ok")), 11, 13, 21))
                .singleElement()
                .asString()
                .startsWith(
                        "it began twice, again at 1970-01-01T00:00:13Z: SlotOfJob[job=job, due=1970-01-01T00:00:10Z");
    }

    @Test
    void aDueTimeWithoutAnEndIsFoundAndOneThatIsNotThere() {
        assertThat(violations(List.of(slot(10, ""), slot(30, "ok")), 31))
                .hasSize(2)
                .anyMatch(found -> found.startsWith("it has no end"))
                .contains("after the due time 1970-01-01T00:00:10Z of job there is 1970-01-01T00:00:30Z");
    }

    @Test
    void aBeginningThatIsNoDueTimesIsFoundAndAnEndWithoutABeginning() {
        assertThat(violations(List.of(missed(0), slot(10, "ok")), 5, 106))
                .hasSize(3)
                .anyMatch(
                        found -> found.startsWith("it began, and belongs to no due time: BegunTime[job=job, time=1970"))
                .anyMatch(found -> found.startsWith("it ended and never began: SlotOfJob[job=job"));
    }
}
