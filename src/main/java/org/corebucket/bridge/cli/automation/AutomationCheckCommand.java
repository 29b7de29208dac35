package org.corebucket.bridge.cli.automation;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.JobsDescriptor;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Checks a file of jobs, as {@code freeze} and {@code verify} would, before it is sealed. */
final class AutomationCheckCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final ResultFormat format = new ResultFormat();
    private final PositionalParamSpec file = JobsFile.argument();

    AutomationCheckCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "check",
                this,
                global,
                "Checks a file of jobs: whether it can be read, and whether what its jobs name would be sealed and may run.",
                "",
                "It asks what freeze and verify ask, and needs no seal: what lies below",
                "canonical/, and what the policy's files name, counts as sealed.",
                "",
                "Examples:",
                "  bridgectl automation check",
                "  bridgectl automation check --quiet - < jobs.json",
                "",
                "Exit codes: 0 all jobs can run, 1 one of them can't, 64 usage, 65 the file is",
                "malformed, 66 there is no such file or deployment, 74 I/O error, 78 something",
                "below canonical/ can't be sealed.");
        format.addQuietTo(spec);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        JobsFile jobs = JobsFile.read(file, deployment, session);
        Set<String> listed = new HashSet<>(
                new Freeze(deployment, session.host()).wouldSeal(jobs.policy().files()));
        Questions questions = new Questions();
        new JobsDescriptor(deployment.root()).ask(jobs.json(), jobs.name(), jobs.policy(), listed, questions);
        List<Finding> findings = new ArrayList<>();
        for (Question question : questions.asked()) {
            findings.addAll(question.findings());
        }
        List<Job> read = jobs.jobs();
        if (!format.isJson()) {
            findings.forEach(session::tell);
        }
        print(jobs.name(), read, findings.size());
        format.json(session, json -> write(jobs, read, findings, json));
        return findings.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(String name, List<Job> jobs, int findings) {
        PrintWriter out = format.text(session);
        for (Job job : jobs) {
            out.println(OneLine.of(job.name()) + ": " + job.trigger().words());
        }
        out.println(name + ": " + jobs.size() + (jobs.size() == 1 ? " job" : " jobs")
                + (findings == 0 ? ", all can run" : ", " + findings + " can't run"));
    }

    private static void write(JobsFile file, List<Job> jobs, List<Finding> findings, JsonWriter json)
            throws IOException {
        json.beginObject()
                .field("file", file.name())
                .field("sealed", file.isSealed())
                .field("ok", findings.isEmpty())
                .beginArray("jobs");
        for (Job job : jobs) {
            json.beginObject()
                    .field("name", job.name())
                    .field("trigger", job.trigger().words())
                    .endObject();
        }
        json.endArray().beginArray("findings");
        for (Finding finding : findings) {
            json.beginObject()
                    .field("code", finding.code())
                    .knownField("path", finding.path())
                    .field("message", finding.message())
                    .field("remedy", finding.remedy())
                    .endObject();
        }
        json.endArray().endObject();
    }
}
