package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    @Test
    void theLicencesOfAllThatItContainsAreInIt() throws Exception {
        try (ZipFile jar =
                new ZipFile(Path.of(System.getProperty("bridgectl.jar")).toFile())) {
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(jar, "META-INF/NOTICE")).contains("AWS-LC");
            assertThat(text(jar, "META-INF/THIRD-PARTY.txt").lines().skip(2))
                    .anyMatch(line -> line.startsWith("org.bouncycastle:bcprov-jdk18on "))
                    .anyMatch(line -> line.startsWith("software.amazon.cryptools:AmazonCorrettoCryptoProvider "))
                    .allMatch(line -> line.matches("\\S+:\\S+ \\S+: (Apache-2.0|BSD-2-Clause|EPL-2.0|MIT)"));
            assertThat(jar.stream().map(ZipEntry::getName))
                    .contains(
                            "META-INF/licenses/EPL-2.0.md",
                            "META-INF/licenses/bcprov-jdk18on/META-INF/LICENSE.md",
                            "META-INF/licenses/postgresql/META-INF/LICENSE",
                            "META-INF/licenses/slf4j-api/META-INF/LICENSE.txt")
                    .noneMatch(name -> name.startsWith("licenses/"));
        }
    }

    private static String text(ZipFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
