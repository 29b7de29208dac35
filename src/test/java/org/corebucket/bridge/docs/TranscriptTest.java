package org.corebucket.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page may leave open of what a command prints, and what it may not. */
final class TranscriptTest {

    @ParameterizedTest
    @CsvSource({
        "sealed 10 files under serial 1, sealed 8 files under serial 27, true",
        "sealed 10 files under serial 1, sealed ten files under serial 1, false",
        "release key 65b74247…, release key 1dfa6cb97fff and more, true",
        "at 2026-11-23T08:34:26Z, at 2027-01-02T03:04:05.678Z, true",
        "at 2026-11-23T08:34:26Z, at noon, false",
        "INC-20261123T120807Z-e3abea, INC-20270102T030405Z-0123ab, true",
        "READY, READY (PARTIAL), false",
        "added to a face, added to a cafe, false"
    })
    void numbersTimesAndDigestsMayBeOthersAndWordsMayNot(String shown, String printed, boolean matches) {
        assertThat(new Transcript(List.of(shown)).matches(printed + "\n")).isEqualTo(matches);
    }

    @Test
    void anEllipsisOnALineOfItsOwnStandsForAnyLines() {
        Transcript transcript = new Transcript(List.of("first", "…", "last"));

        assertThat(transcript.matches("first\nlast\n")).isTrue();
        assertThat(transcript.matches("first\nsecond\nthird\nlast\n")).isTrue();
        assertThat(transcript.matches("first\nlast\nmore\n")).isFalse();
    }

    @Test
    void whereNothingIsShownNothingMayBePrinted() {
        assertThat(new Transcript(List.of()).matches("")).isTrue();
        assertThat(new Transcript(List.of()).matches("something\n")).isFalse();
    }
}
