package org.corebucket.bridge.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel is said to prevent something only where this host was seen to have it so; one flaw each. */
final class EnforcementQuestionsTest {

    private static final String PREVENTED =
            "Enforcement: prevented by fapolicyd, process 42, which was started with what is sealed now";
    private static final String FOUND = "Enforcement: found when somebody verifies, prevented by nothing";

    @TempDir
    private Path directory;

    private Operator operator;
    private Path system;
    private List<ManifestEntry> entries;

    @BeforeEach
    void aHostWhoseDaemonWasGivenWhatIsSealed() throws Exception {
        operator = Operator.at(directory);
        system = operator.beside("system");
        Files.createDirectories(operator.path("canonical"));
        operator.write("canonical/a", "a");
        entries = List.of(new ManifestEntry(Sha256.of(operator.read("canonical/a")), "canonical/a", "canonical/a"));
        FapolicydPolicy policy = FapolicydPolicy.of(
                operator.root(),
                operator.host(),
                List.of(new SealedFile("canonical/a", 1, entries.get(0).digest())));
        write("etc/fapolicyd/trust.d/bridgectl", policy.trust());
        write("etc/fapolicyd/rules.d/05-bridgectl.rules", policy.rules());
        compiled(String.join("\n", policy.ruleLines()) + "\ndeny_audit perm=execute all : all\n");
        settings("permissive = 0\ntrust = rpmdb,file\nwatch_fs = nofs," + fileSystem() + "\n");
        write("proc/42/stat", stat("fapolicyd").getBytes(StandardCharsets.UTF_8));
        write("proc/42/cmdline", "/usr/sbin/fapolicyd\0".getBytes(StandardCharsets.UTF_8));
        write("run/fapolicyd.pid", "42\n".getBytes(StandardCharsets.UTF_8));
        startedAfter(1);
    }

    @Test
    void itPreventsOnceAllIsAsItShouldBe() throws Exception {
        assertThat(evidence()).containsExactly(PREVENTED);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void itDoesNotRun() throws Exception {
        Files.delete(system.resolve("run/fapolicyd.pid"));

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings()).containsExactly(warning("it does not run"));
    }

    @Test
    void anotherProgramHasItsNumber() throws Exception {
        write("proc/42/stat", stat("sh").getBytes(StandardCharsets.UTF_8));

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings()).containsExactly(warning("it does not run"));
    }

    @Test
    void anotherUserWroteItsNumber() throws Exception {
        Questions questions = new Questions();
        new EnforcementQuestions(deployment(), operator.host(), entries, system, owner() + 1)
                .ask(OptionalLong.empty(), questions);

        assertThat(evidence(questions)).containsExactly(FOUND);
    }

    @Test
    void aFileWasSealedSince() throws Exception {
        operator.write("canonical/a", "longer");

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings()).singleElement().asString().endsWith("trust.d/bridgectl is not what is sealed now");
    }

    @Test
    void anotherRuleDecidesBefore() throws Exception {
        compiled("allow perm=any all : all\n" + Files.readString(system.resolve("etc/fapolicyd/compiled.rules")));

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings())
                .singleElement()
                .asString()
                .endsWith("compiled.rules does not begin with the rules that this user and this Java would export now");
    }

    @Test
    void itIsPermissiveByItsSettings() throws Exception {
        settings("permissive = 1\nwatch_fs = " + fileSystem() + "\n");

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings()).containsExactly(warning("it is permissive, and denies nothing"));
    }

    @Test
    void itIsPermissiveByItsCommandLine() throws Exception {
        write("proc/42/cmdline", "/usr/sbin/fapolicyd\0--permissive\0".getBytes(StandardCharsets.UTF_8));

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings()).containsExactly(warning("it is permissive, and denies nothing"));
    }

    @Test
    void itDoesNotReadTheFileOfTrustedFiles() throws Exception {
        settings("trust = rpmdb\nwatch_fs = " + fileSystem() + "\n");

        assertThat(warnings()).containsExactly(warning("its trust in fapolicyd.conf has no file"));
    }

    @Test
    void itDoesNotLookAtTheDeploymentsFileSystem() throws Exception {
        settings("watch_fs = nofs\n");

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("its watch_fs in fapolicyd.conf has no " + fileSystem());
    }

    @Test
    void itWasStartedBeforeItsFilesWereWritten() throws Exception {
        startedAfter(-1);

        assertThat(evidence()).containsExactly(FOUND);
        assertThat(warnings()).singleElement().asString().contains("it was started before ");
    }

    @Test
    void aWatchFindsWhatNothingPrevents() throws Exception {
        Files.delete(system.resolve("etc/fapolicyd/trust.d/bridgectl"));
        Files.delete(system.resolve("etc/fapolicyd/rules.d/05-bridgectl.rules"));

        Questions questions = ask(OptionalLong.of(7));

        assertThat(evidence(questions)).containsExactly("Enforcement: found by the watch, prevented by nothing");
        assertThat(warnings(questions)).isEmpty();
    }

    @Test
    void theKernelListsTheProfile() throws Exception {
        write(
                "sys/kernel/security/apparmor/profiles",
                "man (enforce)\nbridgectl (enforce)\n".getBytes(StandardCharsets.UTF_8));

        assertThat(evidence())
                .containsExactly(
                        PREVENTED,
                        "Enforcement: prevented by AppArmor for the units: the kernel lists the profile bridgectl (enforce)");
    }

    @Test
    void aProfileThatOnlyComplainsPreventsNothing() throws Exception {
        write("sys/kernel/security/apparmor/profiles", "bridgectl (complain)\n".getBytes(StandardCharsets.UTF_8));

        assertThat(evidence()).containsExactly(PREVENTED);
    }

    @Test
    void theWatchRunsUnderTheProfile() throws Exception {
        write("proc/7/attr/apparmor/current", "bridgectl (enforce)\n".getBytes(StandardCharsets.UTF_8));

        assertThat(evidence(ask(OptionalLong.of(7))))
                .contains(
                        "Enforcement: prevented by AppArmor for the units: the watch runs under the profile bridgectl (enforce)");
    }

    private List<String> evidence() throws Exception {
        return evidence(ask(OptionalLong.empty()));
    }

    private List<String> warnings() throws Exception {
        return warnings(ask(OptionalLong.empty()));
    }

    private Questions ask(OptionalLong watch) throws Exception {
        Questions questions = new Questions();
        new EnforcementQuestions(deployment(), operator.host(), entries, system, owner()).ask(watch, questions);
        return questions;
    }

    private static List<String> evidence(Questions questions) {
        List<String> evidence = new ArrayList<>();
        for (Question question : questions.asked()) {
            evidence.addAll(question.evidence());
        }
        return evidence;
    }

    private static List<String> warnings(Questions questions) {
        List<String> warnings = new ArrayList<>();
        for (Question question : questions.asked()) {
            question.cautions().stream().map(Caution::message).forEach(warnings::add);
        }
        return warnings;
    }

    private static String warning(String why) {
        return "fapolicyd is set up for the deployment, and does not enforce what is sealed: " + why;
    }

    private Deployment deployment() {
        return new Deployment(operator.root());
    }

    private int owner() throws IOException {
        return (int) Files.getAttribute(system.resolve("etc"), "unix:uid");
    }

    private String fileSystem() throws IOException {
        return Files.getFileStore(operator.root()).type();
    }

    private void compiled(String text) throws Exception {
        write("etc/fapolicyd/compiled.rules", text.getBytes(StandardCharsets.UTF_8));
    }

    private void settings(String text) throws Exception {
        write("etc/fapolicyd/fapolicyd.conf", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Moves the daemon's start by days, relative to what was written to its files. */
    private void startedAfter(int days) throws IOException {
        Files.setLastModifiedTime(
                system.resolve("run/fapolicyd.pid"), FileTime.from(Instant.now().plusSeconds(days * 86400L)));
    }

    private static String stat(String name) {
        return "42 (" + name + ") S 1 42 42 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 1000 0 0\n";
    }

    private void write(String path, byte[] bytes) throws IOException {
        Path file = system.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
