package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is started thousands of times never binds records: the library for it is not even on the class path here. */
final class ColdCommandsTest {

    @TempDir
    private Path base;

    @Test
    void whatIsStartedAgainAndAgainNeedsNoDatabind() throws Exception {
        Path root = Files.createDirectory(base.toRealPath().resolve("deployment"));
        String made = run(root, 0, "init");

        String verified = run(root, 0, "verify");

        assertThat(made).contains("sealed ");
        assertThat(verified)
                .contains("APPROVED", "org.corebucket.bridge.json.JsonFields ")
                .contains(
                        "org.corebucket.bridge.bridge.BridgeSettings ",
                        "org.corebucket.bridge.automation.job.JobsReader ")
                .doesNotContain("org.corebucket.bridge.json.Records ")
                // Of reports, nothing but the form that is written.
                .contains("org.corebucket.bridge.report.TextReport ")
                .doesNotContain("javax.xml.", "org.corebucket.bridge.report.JUnitReport ")
                // Of checks and claims nothing but what is asked now.
                .contains("org.corebucket.bridge.verification.ReadinessCheck ")
                .doesNotContain(
                        "org.corebucket.bridge.ledger.read.",
                        "org.corebucket.bridge.ledger.file.",
                        "org.corebucket.bridge.bridge.golive.",
                        "org.corebucket.bridge.certificate.",
                        "org.corebucket.bridge.verification.SubjectsLedger ",
                        "org.corebucket.bridge.verification.Claim ",
                        "org.corebucket.bridge.verification.CertificateSection ")
                // Of a log nothing but whether its keys are there, and least of all the library for them.
                .doesNotContain(
                        "org.corebucket.bridge.transparency.VerifierKey ",
                        "org.corebucket.bridge.transparency.NoteSigner ",
                        "org.corebucket.bridge.transparency.SignedNote ",
                        "org.corebucket.bridge.transparency.LogPolicy ",
                        "org.corebucket.bridge.transparency.LogCheckpoint",
                        "org.corebucket.bridge.transparency.RightEdge ",
                        "org.corebucket.bridge.ledger.tree.",
                        "org.corebucket.bridge.ledger.place.DeploymentLog ",
                        "org.corebucket.bridge.crypto.MlDsa44",
                        "org.bouncycastle.")
                // Of keys on a token nothing.
                .doesNotContain("org.corebucket.bridge.pkcs11.", "sun.security.pkcs11.wrapper.")
                // Of a database only whether there is one.
                .doesNotContain(
                        "org.corebucket.bridge.database.",
                        "org.corebucket.bridge.ledger.postgres.",
                        "org.corebucket.bridge.cluster.IncidentTable ",
                        "java.sql.",
                        "com.zaxxer.",
                        "org.postgresql.");
        assertThat(run(root, 0, "run", "--dry-run", "automation", "--once"))
                .doesNotContain("org.corebucket.bridge.json.Records ");
    }

    private String run(Path root, int expected, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                classPathWithoutDatabind(),
                Main.class.getName(),
                "--root",
                root.toString()));
        command.addAll(List.of(arguments));
        Path output = base.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XDG_STATE_HOME", base.resolve("state").toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(output);
        String told = printed.lines().filter(line -> !line.startsWith("[")).collect(Collectors.joining("\n"));
        assertThat(process.exitValue()).as(told).isEqualTo(expected);
        return printed;
    }

    private static String classPathWithoutDatabind() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jackson-databind") && !entry.contains("jackson-annotations"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
