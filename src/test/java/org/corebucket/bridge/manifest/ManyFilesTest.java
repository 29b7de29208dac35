package org.corebucket.bridge.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A million listed files: the memory that they take, and ten times the files in ten times the time. */
@Tag("long")
final class ManyFilesTest {

    private static final int FEW = 100_000;
    private static final int MANY = 1_000_000;
    private static final int FILES_A_DIRECTORY = 1000;
    private static final long LARGEST_RESIDENT_KIB = 512 * 1024;
    private static final double NOISE = 1.5;
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx352m");

    @TempDir
    private Path directory;

    /** Verifies the files of a manifest, and prints how many were sound, how long that took, and the memory at most. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            Path root = Path.of(arguments[0]);
            long begin = System.nanoTime();
            ListedFiles.Comparison comparison;
            try (InputStream in = Files.newInputStream(root.resolve(arguments[1]))) {
                Manifest manifest = ManifestReader.read(in, arguments[1]);
                comparison = ListedFiles.compare(
                        root, manifest, new ListedFiles.HashOptions(true, false, 2), HashProgress.NONE);
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            System.out.println(comparison.sound() + " " + millis + " " + residentKib());
        }

        private static String residentKib() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What the child printed. */
    private record Run(int sound, long millis, long residentKib) {}

    @Test
    void aMillionFilesFitInHalfAGibibyteAndTakeTenTimesAsLongAsATenth(TestReporter reporter) throws Exception {
        long free = Long.parseLong(ChildJvm.output(new ProcessBuilder("stat", "-f", "-c", "%d", directory.toString()))
                .strip());
        assumeTrue(free > MANY + MANY / 10, "the file system has only " + free + " free inodes");
        makeFiles();

        Run few = verify("few.sha256");
        Run many = verify("many.sha256");

        reporter.publishEntry(Map.of("few", few.toString(), "many", many.toString(), "flags", FLAGS.toString()));
        assertThat(few.sound()).isEqualTo(FEW);
        assertThat(many.sound()).isEqualTo(MANY);
        assertThat(many.residentKib()).isLessThan(LARGEST_RESIDENT_KIB);
        assertThat((double) many.millis()).isLessThan(NOISE * MANY / FEW * few.millis());
    }

    private Run verify(String manifest) throws Exception {
        String[] printed = ChildJvm.output(
                        new ProcessBuilder(ChildJvm.command(FLAGS, Child.class, directory.toString(), manifest)))
                .strip()
                .split(" ", -1);
        return new Run(Integer.parseInt(printed[0]), Long.parseLong(printed[1]), Long.parseLong(printed[2]));
    }

    private void makeFiles() throws IOException {
        try (OutputStream few = new BufferedOutputStream(Files.newOutputStream(directory.resolve("few.sha256")));
                OutputStream many = new BufferedOutputStream(Files.newOutputStream(directory.resolve("many.sha256")))) {
            for (int i = 0; i < MANY; i++) {
                String parent = String.format(Locale.ROOT, "canonical/directory-%04d", i / FILES_A_DIRECTORY);
                if (i % FILES_A_DIRECTORY == 0) {
                    Files.createDirectories(directory.resolve(parent));
                }
                String path = String.format(Locale.ROOT, "%s/file-%03d.json", parent, i % FILES_A_DIRECTORY);
                Files.createFile(directory.resolve(path));
                byte[] line = (ManifestText.EMPTY + "  " + path + "\n").getBytes(StandardCharsets.US_ASCII);
                many.write(line);
                if (i < FEW) {
                    few.write(line);
                }
            }
        }
    }
}
