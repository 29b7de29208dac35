package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the packaged jar has, and what stays where it is built. */
final class JarIT {

    @Test
    void whatWritesTheManualIsNotInTheJar() throws Exception {
        try (ZipFile jar =
                new ZipFile(Path.of(System.getProperty("bridgectl.jar")).toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .contains("org/corebucket/bridge/cli/Main.class")
                    .noneMatch(name -> name.contains("/cli/manual/") || name.contains("/cli/Documentation"));
        }
    }
}
