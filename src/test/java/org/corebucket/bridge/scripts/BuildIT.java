package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout, with a Maven that copies a jar and writes down that it was called. */
final class BuildIT {

    private static final Path NOTHING = Path.of("/dev/null");

    @TempDir
    private Path base;

    private Path checkout;
    private Path calls;
    private Path source;
    private Path jar;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void checkOut() throws IOException {
        checkout = base.toRealPath().resolve("check out");
        calls = base.resolve("calls");
        source = checkout.resolve("src/main/Main.java");
        jar = checkout.resolve("target/bridgectl.jar");
        Files.createDirectories(source.getParent());
        Files.createFile(source);
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createDirectory(checkout.resolve("scripts"));
        for (String script : List.of("bridgectl", "build", "toolchain.sh")) {
            Files.copy(Scripts.file(script), checkout.resolve("scripts").resolve(script));
        }
        Path prepared = base.resolve("prepared/bridgectl.jar");
        Probe.writeJar(prepared, Files.createDirectory(base.resolve("scratch")), "built");
        maven("echo $* >>'" + calls + "'; cat; cp '" + prepared + "' target/bridgectl.jar");
        environment.put("PATH", base + "/path:/usr/bin:/bin");
        environment.put("JAVA_HOME", Scripts.JAVA_HOME.toString());
    }

    @Test
    void theFirstUseBuildsAndSaysSoInOneLineOnStandardError() throws Exception {
        Run run = run("exit", "5");

        assertThat(run.exit()).isEqualTo(5);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err())
                .contains(
                        "building " + jar, checkout.resolve("target/build.log").toString());
    }

    @Test
    void theSecondUseDoesNotBuild() throws Exception {
        run();

        assertThat(run()).isEqualTo(new Run(0, "probe\n", ""));
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aNewerSourceIsBuiltOnceEvenIfItComesFromTheFuture() throws Exception {
        run();
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofDays(1))));

        assertThat(run().err()).contains("building");
        assertThat(run().err()).isEmpty();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aRemovedSourceIsAReasonToBuild() throws Exception {
        run();
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(1)));
        Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.from(Instant.EPOCH));
        Files.delete(source);

        assertThat(run().err()).contains("building");
    }

    @Test
    void twoFirstUsesAtOnceBuildOnce() throws Exception {
        Run.Started one = start(NOTHING);
        Run.Started two = start(NOTHING);

        assertThat(one.await().out()).isEqualTo("probe\n");
        assertThat(two.await().out()).isEqualTo("probe\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theBuildLeavesStandardInputToTheCommand() throws Exception {
        Path input = Files.writeString(base.resolve("input"), "for the command");

        assertThat(start(input, "input").await().out()).isEqualTo("for the command");
    }

    @Test
    void aFailedBuildShowsItsErrorsAndKeepsTheOldJar() throws Exception {
        run();
        byte[] old = Files.readAllBytes(jar);
        maven("echo '[ERROR] no such symbol'; exit 1");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofDays(1))));

        Run run = run();

        assertThat(run.exit()).isEqualTo(70);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("[ERROR] no such symbol", "target/build.log");
        assertThat(jar).hasBinaryContent(old);
    }

    @Test
    void aCheckoutThatCannotBeWrittenIsSaidToBeOne() throws Exception {
        Files.createFile(checkout.resolve("target"));

        Run run = run();

        assertThat(run.exit()).isEqualTo(74);
        assertThat(run.err()).contains("can't write " + checkout.resolve("target"));
        assertThat(calls).doesNotExist();
    }

    private Run run(String... arguments) throws Exception {
        return start(NOTHING, arguments).await();
    }

    private Run.Started start(Path input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(checkout + "/scripts/bridgectl"));
        command.addAll(List.of(arguments));
        return Run.Started.of(base, environment, command, input);
    }

    private long builds() throws IOException {
        return Files.readAllLines(calls).size();
    }

    private void maven(String script) throws IOException {
        Path program = Files.createDirectories(base.resolve("path")).resolve("mvn");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
