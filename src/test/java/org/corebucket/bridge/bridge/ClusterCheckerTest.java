package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.bridge.ClusterChecker.ChainedEntry;
import org.corebucket.bridge.bridge.ClusterChecker.Told;
import org.junit.jupiter.api.Test;

/** The checker finds each break that it is there for, and nothing where nothing is broken. */
final class ClusterCheckerTest {

    private final List<ChainedEntry> chain = new ArrayList<>(List.of(entry(1), entry(2), entry(3)));
    private final List<Told> told =
            new ArrayList<>(List.of(acknowledged(1), acknowledged(3), acknowledged(3), new Told.Refused("s2")));

    private static ChainedEntry entry(int n) {
        return new ChainedEntry(n, "h" + n, n == 1 ? "" : "h" + (n - 1), "s" + n, "n" + n, "p" + n);
    }

    private static Told acknowledged(int n) {
        return new Told.Acknowledged("s" + n, n, "h" + n);
    }

    private List<String> violations(Long... sizes) {
        return ClusterChecker.violations(told, List.of(sizes), chain);
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
        told.add(new Told.Acknowledged("s2", 2, "other"));
        told.add(new Told.Acknowledged("s2", 3, "h2"));
        assertThat(violations()).hasSize(2).allMatch(found -> found.startsWith("it is entry 2 with the hash h2"));
    }

    @Test
    void aRefusedReplayOfNothingIsFound() {
        told.add(new Told.Refused("s9"));
        assertThat(violations()).singleElement().asString().contains("Refused[session=s9]");
    }

    @Test
    void anUpdateThatIsStoredTwiceIsFoundByEachOfItsMarks() {
        chain.add(new ChainedEntry(4, "h4", "h3", "s1", "x", "y"));
        chain.add(new ChainedEntry(5, "h5", "h4", "x", "n2", "z"));
        chain.add(new ChainedEntry(6, "h6", "h5", "y", "z", "p3"));
        told.remove(0);
        assertThat(violations())
                .containsExactly(
                        "entry 4 is stored twice: session s1",
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
}
