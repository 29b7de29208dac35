package org.corebucket.bridge.enforcement;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.process.RunningProcess;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Questions;

/**
 * Asks who keeps what is not sealed from running: the kernel, for fapolicyd or AppArmor, or nobody, so that the watch finds it.
 * What the kernel does is said only once this host was seen to do it.
 */
public final class EnforcementQuestions {

    private static final int ROOT = 0;
    private static final String ENFORCED = AppArmorProfile.NAME + " (enforce)";

    private final Deployment deployment;
    private final Host host;
    private final List<ManifestEntry> entries;
    private final Path system;
    private final FapolicydHost fapolicyd;

    /** Questions about this machine. */
    public EnforcementQuestions(Deployment deployment, Host host, List<ManifestEntry> entries) {
        this(deployment, host, entries, Path.of("/"), ROOT);
    }

    EnforcementQuestions(
            Deployment deployment, Host host, List<ManifestEntry> entries, Path system, int administrator) {
        this.deployment = deployment;
        this.host = host;
        this.entries = entries;
        this.system = system;
        this.fapolicyd = new FapolicydHost(system, administrator);
    }

    /**
     * Asks all.
     *
     * @param watch the number of the process that watches the deployment; empty if none does
     */
    public void ask(OptionalLong watch, Questions questions) {
        boolean byFapolicyd = askFapolicyd(questions);
        boolean byAppArmor = askAppArmor(watch, questions);
        if (!byFapolicyd && !byAppArmor) {
            questions.holds(
                    watch.isPresent()
                            ? "Enforcement: found by the watch, prevented by nothing"
                            : "Enforcement: found when somebody verifies, prevented by nothing");
        }
    }

    private boolean askFapolicyd(Questions questions) {
        if (!fapolicyd.isSetUp()) {
            return false;
        }
        String flaw;
        try {
            Optional<RunningProcess> daemon = fapolicyd.daemon();
            Optional<String> wrong = daemon.isEmpty() ? Optional.of("it does not run") : flaw(daemon.get());
            if (wrong.isEmpty()) {
                questions.holds("Enforcement: prevented by fapolicyd, process "
                        + daemon.get().pid() + ", which was started with what is sealed now");
                return true;
            }
            flaw = wrong.get();
        } catch (IOException e) {
            flaw = "that could not be looked at: " + IoTrouble.words(e);
        } catch (RefusedException e) {
            flaw = String.valueOf(e.getMessage());
        }
        questions.caution(new Caution(
                "enforcement-not-in-force",
                "",
                "fapolicyd is set up for the deployment, and does not enforce what is sealed: " + flaw,
                "export anew, and restart it: bridgectl policy export --fapolicyd; fagenrules; systemctl restart"
                        + " fapolicyd"));
        return false;
    }

    private Optional<String> flaw(RunningProcess daemon) throws IOException, RefusedException {
        List<SealedFile> files = SealedFile.verified(deployment, entries);
        return fapolicyd.flaw(daemon, FapolicydPolicy.of(deployment.root(), host, files), deployment.root());
    }

    private boolean askAppArmor(OptionalLong watch, Questions questions) {
        String who = null;
        if (lines("sys/kernel/security/apparmor/profiles").contains(ENFORCED)) {
            who = "the kernel lists the profile";
        } else if (watch.isPresent() && isConfined(Long.toString(watch.getAsLong()))) {
            who = "the watch runs under the profile";
        } else if (isConfined("self")) {
            who = "this process runs under the profile";
        }
        if (who == null) {
            return false;
        }
        questions.holds("Enforcement: prevented by AppArmor for the units: " + who + " " + ENFORCED);
        return true;
    }

    private boolean isConfined(String process) {
        return lines("proc/" + process + "/attr/apparmor/current").contains(ENFORCED);
    }

    /** The lines of a file of the kernel; none if there is none, or this user may not read it. */
    private List<String> lines(String file) {
        try {
            return Files.readAllLines(system.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return List.of();
        }
    }
}
