package org.corebucket.bridge.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one declared exception, or files below the root that are written and read back the same. */
final class ManifestFuzzTest {

    private static final long SEED = 20261123;

    private static final int INPUTS = 100_000;

    @Test
    void aHundredThousandInputsEndInAManifestOrTheDeclaredException() throws Exception {
        HostileManifests inputs = new HostileManifests(SEED);
        int accepted = 0;
        for (int i = 0; i < INPUTS; i++) {
            accepted += isSoundOrMalformed(inputs.next()) ? 1 : 0;
        }
        assertThat(accepted).as("inputs that were manifests").isGreaterThan(INPUTS / 10);
    }

    @FuzzTest(maxDuration = "2m")
    @Tag("long")
    void coverageGuided(byte[] input) throws Exception {
        isSoundOrMalformed(input);
    }

    /** Whether it was a manifest. */
    private static boolean isSoundOrMalformed(byte[] input) throws IOException {
        Manifest manifest;
        try {
            manifest = ManifestText.read(input);
        } catch (MalformedManifestException e) {
            if (!String.valueOf(e.getMessage()).matches("list:[1-9][0-9]*: \\P{Cntrl}+")) {
                throw new AssertionError(e);
            }
            return false;
        }
        requireBelowTheRoot(manifest.paths());
        requireReadBack(manifest);
        return true;
    }

    private static void requireBelowTheRoot(List<String> paths) {
        Set<String> seen = new HashSet<>();
        for (String path : paths) {
            boolean sound = seen.add(path) && path.indexOf('\0') < 0;
            for (String name : path.split("/", -1)) {
                sound &= !name.isEmpty() && !name.equals(".") && !name.equals("..");
            }
            if (!sound) {
                throw new AssertionError(paths.toString());
            }
        }
    }

    private static void requireReadBack(Manifest manifest) throws IOException {
        List<ManifestEntry> plain = manifest.entries().stream()
                .map(entry -> new ManifestEntry(entry.digest(), entry.path(), entry.path()))
                .toList();
        try {
            byte[] written = ManifestWriter.write("", manifest.entries());
            if (!ManifestText.read(written).entries().equals(plain)) {
                throw new AssertionError(plain.toString());
            }
        } catch (MalformedManifestException e) {
            throw new AssertionError(plain.toString(), e);
        }
    }
}
