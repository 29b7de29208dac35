package org.corebucket.bridge.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;

final class ManifestChangesTest {

    private static final Sha256 OTHER = Sha256.of(new byte[] {1});

    @Test
    void tellsWhatWasAddedRemovedAndChangedInTheOrderOfTheManifests() {
        List<ManifestEntry> before = List.of(entry("same"), entry("gone2"), entry("gone1"), entry("changed"));
        List<ManifestEntry> after =
                List.of(entry("new2"), new ManifestEntry(OTHER, "changed", "changed"), entry("same"), entry("new1"));

        ManifestChanges changes = ManifestChanges.between(before, after);

        assertThat(changes)
                .isEqualTo(new ManifestChanges(List.of("new2", "new1"), List.of("gone2", "gone1"), List.of("changed")));
        assertThat(changes.isEmpty()).isFalse();
    }

    @Test
    void anotherOrderIsNoChange() {
        assertThat(ManifestChanges.between(List.of(entry("a"), entry("b")), List.of(entry("b"), entry("a")))
                        .isEmpty())
                .isTrue();
    }

    private static ManifestEntry entry(String path) {
        return ManifestText.entry(path);
    }
}
