package org.corebucket.bridge.cli.automation;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.Forecast;
import org.corebucket.bridge.automation.schedule.JobProgress;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.readiness.MendableException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Shows when jobs will be due. */
final class AutomationNextCommand implements Callable<Integer> {

    private static final long COUNT = 3;
    private static final long MOST = 1000;
    private static final long LONGEST_INTERVAL = 999_999_999;

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec job = Options.text("--job", "NAME", "This job alone.");
    private final OptionSpec count =
            Options.number("--count", "N", "How many due times of each job, 1 to 1000; 3 unless given.");
    private final OptionSpec from =
            Options.text("--from", "TIME", "Those from this time on, as in 2027-03-28T00:00:00Z; else from now on.");
    private final OptionSpec interval =
            Options.number("--interval", "MINUTES", "The runner's --interval, for jobs without a trigger.");
    private final ResultFormat format = new ResultFormat();
    private final PositionalParamSpec file = JobsFile.argument();

    AutomationNextCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "next",
                this,
                global,
                "Shows the next due times of the automation's jobs, in UTC and in the zone of each, with the changes of its clocks.",
                "",
                "Intervals go on from the due times that a runner recorded here; else they are",
                "counted from now.",
                "",
                "Examples:",
                "  bridgectl automation next",
                "  bridgectl automation next --job nightly --count 5 jobs.json",
                "  bridgectl automation next --from 2027-03-28T00:00:00Z --format json",
                "",
                "Exit codes: 0 shown, 64 usage, 65 the file is malformed, 66 there is no such",
                "file, job or deployment, 74 I/O error.");
        spec.addOption(job).addOption(count).addOption(from).addOption(interval);
        format.addTo(spec);
        spec.addPositional(file);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        int times = (int) number(count, COUNT, MOST);
        Instant now = session.host().clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Instant first = from(now);
        Optional<Duration> every = interval.getValue() == null
                ? Optional.empty()
                : Optional.of(Duration.ofMinutes(number(interval, 0, LONGEST_INTERVAL)));
        JobsFile jobs = JobsFile.read(file, deployment, session);
        Map<String, JobProgress> recorded = jobs.isOwn() ? Forecast.recorded(deployment.reports()) : Map.of();
        List<Forecast> forecasts = new ArrayList<>();
        for (Job one : wanted(jobs)) {
            forecasts.add(Forecast.of(one, every, recorded, first, times));
        }
        ForecastText text = new ForecastText(forecasts, now);
        text.print(format.text(session));
        format.json(session, json -> text.write(jobs.name(), first, json));
        return ExitCode.OK;
    }

    private List<Job> wanted(JobsFile jobs) throws MendableException {
        String name = job.getValue();
        List<Job> all = jobs.jobs();
        if (name == null) {
            return all;
        }
        List<Job> wanted = all.stream().filter(one -> one.name().equals(name)).toList();
        if (wanted.isEmpty()) {
            throw MendableException.missing(jobs.name() + " has no job " + Quoted.of(name) + "; it has: "
                    + String.join(", ", all.stream().map(Job::name).toList()));
        }
        return wanted;
    }

    private static long number(OptionSpec option, long otherwise, long most) throws UsageException {
        Long given = option.getValue();
        long number = given == null ? otherwise : given;
        if (number < 1 || number > most) {
            throw new UsageException(option.longestName() + " is a number from 1 to " + most + ", not " + number);
        }
        return number;
    }

    private Instant from(Instant now) throws UsageException {
        String given = from.getValue();
        if (given == null) {
            return now;
        }
        try {
            return UtcTime.parse(given).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw new UsageException("--from is " + e.getMessage());
        }
    }
}
