package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.binary.Hex;
import org.corebucket.bridge.testkit.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user may not read; as root, who may read everything, it is hashed by another user. */
final class UnreadableFilesTest {

    private static final int NOBODY = 65534;

    @TempDir
    private Path root;

    @TempDir
    private Path readable;

    /** Hashes one path below a root, and prints what was found. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(Found.at(Path.of(arguments[0]), arguments[1]));
        }
    }

    @BeforeEach
    void letEverybodyIn() throws IOException {
        for (Path directory : List.of(root, readable)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aFileThatMayNotBeReadIsUnreadable() throws Exception {
        Files.writeString(root.resolve("file"), "content");
        Files.setPosixFilePermissions(root.resolve("file"), PosixFilePermissions.fromString("-w-------"));

        assertThat(foundByAUser("file"))
                .isEqualTo("Unreadable[path=file, trouble=java.nio.file.AccessDeniedException: file]");
    }

    @Test
    void aFileInADirectoryThatMayNotBeOpenedIsUnreadable() throws Exception {
        Files.createDirectory(root.resolve("directory"));
        Files.writeString(root.resolve("directory/file"), "content");
        Files.setPosixFilePermissions(root.resolve("directory"), PosixFilePermissions.fromString("-wx------"));

        String found = foundByAUser("directory/file");

        Files.setPosixFilePermissions(root.resolve("directory"), PosixFilePermissions.fromString("rwx------"));
        assertThat(found)
                .isEqualTo("Unreadable[path=directory, trouble=java.nio.file.AccessDeniedException: directory]");
    }

    private String foundByAUser(String path) throws Exception {
        List<String> command = new ArrayList<>();
        if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
            requireThatClassesCanBeReadBy(command);
        }
        command.addAll(ChildJvm.command(List.of("-XX:-UsePerfData"), Child.class, root.toString(), path));
        Path codec = Files.copy(location(Hex.class), readable.resolve("codec.jar"));
        command.set(command.indexOf("-cp") + 1, classes() + ":" + codec);
        return ChildJvm.output(new ProcessBuilder(command)).strip();
    }

    private static void requireThatClassesCanBeReadBy(List<String> user) throws InterruptedException {
        List<String> command = new ArrayList<>(user);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        command.addAll(
                List.of("test", "-x", java.toString(), "-a", "-r", classes().split(":", -1)[0]));
        try {
            ChildJvm.output(new ProcessBuilder(command));
        } catch (IOException e) {
            abort("run as root, and no other user can be: " + e.getMessage());
        }
    }

    /** The build's own directories; the libraries may lie where another user does not get. */
    private static String classes() {
        return location(Found.class) + ":" + location(TreeHasher.class);
    }

    private static Path location(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
