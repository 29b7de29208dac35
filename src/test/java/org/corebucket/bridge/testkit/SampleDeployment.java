package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.corebucket.bridge.deployment.DurableFiles;
import org.jspecify.annotations.Nullable;

/** A deployment around a tree of Python files, made once in this process, since its keys take their time, and copied. */
public final class SampleDeployment {

    /** What the tree brings that must not run, sorted; those at even places can. */
    public static final List<String> FORBIDDEN = List.of(
            "automation/plugins/heartbeat.py",
            "demo_script.py",
            "final_verification.py",
            "health_test.py",
            "load_test.py",
            "load_test_v5.py",
            "localhost_test.py",
            "test_health_endpoint.py",
            "test_security.py");

    /** The seconds in which it was made; tests begin an hour later. */
    static final String MADE = "2021-11-23T09:00:00Z";

    private static final SampleDeployment SAMPLE = new SampleDeployment();

    private final Path directory;
    private final Answer init;

    private SampleDeployment() {
        try {
            directory = Files.createTempDirectory("bridgectl-sample-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAtExit(directory)));
            Operator operator = Operator.at(directory);
            operator.setClock(MADE);
            pythonTree(operator.root());
            init = operator.run("init", "--adopt", "core_bucket_bridge.py", "automation/runner.py");
        } catch (IOException e) {
            throw new IllegalStateException("the sample deployment can't be made", e);
        }
    }

    /** What {@code init} answered when it was made. */
    public static Answer init() {
        return SAMPLE.init;
    }

    /** Copies it, without the state that its host keeps of it. */
    public static void copyTo(Path root) throws IOException {
        copy(SAMPLE.directory.resolve("deployment"), root);
    }

    /** Copies its keys alone. */
    public static void copyKeysTo(Path root) throws IOException {
        copy(SAMPLE.directory.resolve("deployment/security"), root.resolve("security"));
    }

    /** Lays down Python files with CRLF line ends, as they were before there was a deployment. */
    static void pythonTree(Path root) throws IOException {
        DurableFiles.makeDirectories(root.resolve("automation/plugins"));
        write(root.resolve("core_bucket_bridge.py"), "#!/usr/bin/env python3\r\nprint('bridge')\r\n", "rw-r--r--");
        write(root.resolve("automation/runner.py"), "print('runner')\r\n", "rw-r--r--");
        for (int i = 0; i < FORBIDDEN.size(); i++) {
            write(root.resolve(FORBIDDEN.get(i)), "print('test')\r\n", i % 2 == 0 ? "rwxr-xr-x" : "rw-r--r--");
        }
    }

    private static void write(Path file, String text, String mode) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** Copies a tree with its modes and times. */
    public static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(dir));
                if (!Files.isDirectory(target)) {
                    Files.copy(dir, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Deletes a tree. */
    public static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void deleteAtExit(Path tree) {
        try {
            delete(tree);
        } catch (IOException e) {
            System.err.println("left behind: " + e.getMessage());
        }
    }
}
