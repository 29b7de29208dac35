package org.corebucket.bridge.automation.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.guard.DescriptorReader;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.StagedCommand;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Checks the files that the automation's jobs run: they must be sealed, must not be forbidden, and need a program that may
 * start them.
 */
public final class JobsDescriptor implements DescriptorReader {

    private static final String CANONICAL = "canonical/";

    private final Path root;

    /**
     * A reader for the automation of one deployment.
     *
     * @param root the deployment's real path
     */
    public JobsDescriptor(Path root) {
        this.root = root;
    }

    @Override
    public void ask(byte[] json, String source, Policy policy, Set<String> listed, Questions questions)
            throws MalformedJsonException {
        List<Finding> findings = new ArrayList<>();
        List<Job> jobs = JobsReader.read(json, source, policy.modules().keySet());
        for (Job job : jobs) {
            for (Action action : job.actions()) {
                String subject = source + ": job " + job.name() + " runs ";
                Optional<Finding> problem = Optional.empty();
                if (action instanceof Action.RunFile plugin) {
                    problem = problem(plugin, subject + plugin.file(), policy, listed);
                } else if (action instanceof Action.RunEntrypoint command) {
                    problem = problem(command, subject + Quoted.printable(command.entrypoint()), policy, listed);
                }
                problem.ifPresent(findings::add);
            }
        }
        questions.ask(findings, source + ": " + jobs.size() + (jobs.size() == 1 ? " job" : " jobs") + " can run");
    }

    private Optional<Finding> problem(Action.RunFile plugin, String subject, Policy policy, Set<String> listed) {
        String file = plugin.file();
        if (policy.forbidden().forbids(file)) {
            return Optional.of(finding(
                    file,
                    subject + ", which matches a forbidden pattern of the policy",
                    "forbidden files never run; take it out of the job"));
        }
        if (!listed.contains(file)) {
            return Optional.of(finding(
                    file,
                    subject + ", which is not among the sealed files",
                    file.startsWith(CANONICAL)
                            ? "put it there, or take it out of the job"
                            : "add it to the policy's files, or take it out of the job"));
        }
        Optional<String> live = new StagedCommand(plugin.argv(), List.of()).liveTree(root);
        if (live.isPresent()) {
            return Optional.of(finding(file, subject + ", whose argv " + live.get(), StagedCommand.REMEDY));
        }
        return Entrypoint.unverifiedProgram(plugin.argv())
                .map(program -> finding(
                        file,
                        subject + " by " + program + ", a path that nothing verifies",
                        "name {file}, an absolute path, or a program on PATH in the job's argv"));
    }

    /** What keeps an entrypoint of the policy from being run by a job. */
    private static Optional<Finding> problem(
            Action.RunEntrypoint command, String subject, Policy policy, Set<String> listed) {
        Optional<Entrypoint> found = policy.entrypoint(command.entrypoint());
        if (found.isEmpty()) {
            return Optional.of(finding(
                    "", subject + ", which is no entrypoint of the policy", "add it to the policy's entrypoints"));
        }
        Entrypoint entrypoint = found.get();
        String file = entrypoint.file();
        if (entrypoint.kind() != Entrypoint.EntrypointKind.PROCESS) {
            return Optional.of(finding(
                    file,
                    subject + ", which is built in and no process",
                    "name an entrypoint of the kind process; a bridge or a runner is a service of its own"));
        }
        if (!listed.contains(file)) {
            return Optional.of(finding(
                    file, subject + ", whose file is not among the sealed files", "add it to the policy's files"));
        }
        return entrypoint.approves(command.arguments())
                ? Optional.empty()
                : Optional.of(finding(
                        file,
                        subject + " with arguments of no approved form: "
                                + Quoted.printable(String.join(" ", command.arguments())),
                        "add the form to the entrypoint's commands in the policy, or correct the job's arguments"));
    }

    private static Finding finding(String path, String problem, String remedy) {
        return Finding.of(
                Consequence.FAILED,
                "job-not-runnable",
                path,
                "JOB CAN'T RUN: " + problem,
                remedy + "; then run: bridgectl freeze --reason TEXT");
    }
}
