package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.digest.Sha256;

/** The archive that brings its own Java: the one of this build if it made one, else a stand-in that starts the tests' Java. */
record ReleasedArchive(Path file) {

    static ReleasedArchive in(Path base) throws Exception {
        Path jar = Path.of(System.getProperty("bridgectl.jar"));
        Path dist = jar.resolveSibling("dist");
        if (Files.isDirectory(dist)) {
            try (DirectoryStream<Path> archives = Files.newDirectoryStream(dist, "bridgectl-*-linux-*.tar.gz")) {
                for (Path archive : archives) {
                    if (Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) >= 0) {
                        return new ReleasedArchive(archive.toAbsolutePath());
                    }
                }
            }
        }
        Path content = base.resolve("archive/bridgectl");
        Files.createDirectories(content.resolve("lib"));
        Files.copy(jar, content.resolve("lib/bridgectl.jar"));
        program(content.resolve("bin/bridgectl"), Files.readString(Scripts.file("bridgectl")));
        program(
                content.resolve("runtime/bin/java"),
                "#!/bin/sh\nexec " + Scripts.JAVA_HOME.resolve("bin/java") + " \"$@\"\n");
        return packed(content);
    }

    /** An archive whose program does nothing but leave a file behind. */
    static ReleasedArchive thatLeaves(Path base, Path file) throws Exception {
        Path content = base.resolve("archive/other");
        program(content.resolve("bin/bridgectl"), "#!/bin/sh\ntouch " + file + "\n");
        return packed(content);
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.resolve(".."));
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static ReleasedArchive packed(Path content) throws Exception {
        Path archive = content.resolveSibling(content.getFileName() + "-linux.tar.gz");
        String directory = content.resolve("..").normalize().toString();
        Run run = Run.of(
                content.resolve(".."),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(
                        "tar",
                        "-C",
                        directory,
                        "-czf",
                        archive.toString(),
                        content.getFileName().toString()));
        assertThat(run.exit()).as(run.err()).isZero();
        return new ReleasedArchive(archive);
    }

    String digest() throws IOException {
        return Sha256.of(Files.readAllBytes(file)).hex();
    }
}
