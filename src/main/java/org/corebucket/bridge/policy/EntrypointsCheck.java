package org.corebucket.bridge.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Whether every entrypoint can run, and runs what was sealed: the manifest lists its file, no forbidden pattern matches it, and
 * its command line starts the staged copy by a program that may be started. A deployment with an entrypoint that {@code run}
 * would always refuse is not ready.
 */
public final class EntrypointsCheck implements Check {

    private static final String FREEZE = " in canonical/policy.json; then run: bridgectl freeze --reason TEXT";

    private final Policy policy;
    private final Set<String> listed;
    private final Path root;

    /**
     * A check of this policy.
     *
     * @param listed the paths that the manifest lists
     * @param root the deployment's real path
     */
    public EntrypointsCheck(Policy policy, Set<String> listed, Path root) {
        this.policy = policy.withSealed(listed);
        this.root = root;
        this.listed = listed;
    }

    @Override
    public CheckResult run() {
        Questions questions = new Questions();
        for (Entrypoint entrypoint : policy.entrypoints()) {
            String subject = entrypoint.name() + " - " + entrypoint.file();
            Optional<Finding> stopped = neverStarted(entrypoint, subject);
            if (!listed.contains(entrypoint.file())) {
                questions.fails(finding(
                        "entrypoint-not-listed",
                        entrypoint.file(),
                        "ENTRYPOINT NOT LISTED: " + subject + " is not in the manifest",
                        "remove it from the policy's entrypoints, or add its file to the policy's files; then run:"
                                + " bridgectl freeze --reason TEXT"));
                stopped.ifPresent(questions::fails);
            } else {
                questions.ask(stopped, subject + " is listed");
            }
        }
        if (policy.entrypoints().isEmpty()) {
            questions.holds("the policy names no entrypoint: nothing may run");
        }
        return questions.result();
    }

    private Optional<Finding> neverStarted(Entrypoint entrypoint, String subject) {
        String file = entrypoint.file();
        Optional<String> live = entrypoint.liveTree(root);
        if (live.isPresent()) {
            return Optional.of(finding(
                    "entrypoint-not-sealed",
                    Deployment.POLICY,
                    "ENTRYPOINT NOT SEALED: " + live.get(),
                    StagedCommand.REMEDY + "; then run: bridgectl freeze --reason TEXT"));
        }
        if (policy.forbidden().forbidsAnySpelling(root, file)
                || policy.forbidden().forbidsAnySpelling(root, entrypoint.name().text())) {
            return Optional.of(finding(
                    "entrypoint-forbidden",
                    file,
                    "ENTRYPOINT FORBIDDEN: " + subject + " matches a forbidden pattern, so it never runs",
                    "remove it from \"entrypoints\", or change the patterns of \"forbidden\"," + FREEZE));
        }
        return entrypoint.kind() == Entrypoint.EntrypointKind.PROCESS ? program(entrypoint, subject) : Optional.empty();
    }

    private Optional<Finding> program(Entrypoint entrypoint, String subject) {
        Optional<String> unverified = Entrypoint.unverifiedProgram(entrypoint.argv());
        if (unverified.isPresent()) {
            return Optional.of(finding(
                    "entrypoint-not-runnable",
                    entrypoint.file(),
                    "ENTRYPOINT CAN'T RUN: " + subject + " is started by " + unverified.get()
                            + ", a path that nothing verifies",
                    "let its argv begin with {file}, {dir}, an absolute path, or a program on PATH," + FREEZE));
        }
        String program = entrypoint.argv().get(0);
        boolean staged = program.startsWith(StagedCommand.FILE) || program.startsWith(StagedCommand.DIR);
        String executed = staged ? StagedCommand.filled(program, Path.of(entrypoint.file()), Path.of(".")) : "";
        if (staged && !isExecutable(executed)) {
            return Optional.of(finding(
                    "entrypoint-not-runnable",
                    executed,
                    "ENTRYPOINT CAN'T RUN: " + subject + " is started by executing " + executed
                            + ", and the mode of that has no x",
                    "chmod u+x " + ShellWord.of(executed) + ", or name its interpreter in the argv," + FREEZE));
        }
        return Optional.empty();
    }

    /**
     * Whether the file can be executed. A file that is missing or can't be looked at counts as executable, since the check
     * {@code canonical-hashes} reports it.
     */
    private boolean isExecutable(String file) {
        try {
            FileFacts facts = FileFacts.of(root.resolve(file));
            return !facts.isRegular() || facts.isExecutable();
        } catch (IOException e) {
            return true;
        }
    }

    private static Finding finding(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
