package org.corebucket.bridge.watch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.forbidden.ForbiddenFiles;
import org.corebucket.bridge.forbidden.ForbiddenProcesses;
import org.corebucket.bridge.forbidden.ForbiddenProcesses.Hit;
import org.corebucket.bridge.forbidden.ProcessesCheck;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.incident.Violation.InvolvedProcess;
import org.corebucket.bridge.incident.Violation.ViolationFinding;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.policy.PathPattern;
import org.corebucket.bridge.process.ProcessId;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.TreeEnd;
import org.jspecify.annotations.Nullable;

/** Looks for processes that run a forbidden file, records them as an incident, and ends them if the policy says so. */
final class ProcessWatch {

    private static final String KIND = "process";
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Deployment deployment;
    private final Reaction reaction;
    private final ProcessTable table;
    private @Nullable ForbiddenProcesses search;

    /** The processes found at the last look, so that one that goes on is not recorded every second. */
    private Set<ProcessId> known = Set.of();

    /** The rule that was announced last. */
    private @Nullable ForbiddenRunners told;

    ProcessWatch(Deployment deployment, Reaction reaction, ProcessTable table) {
        this.deployment = deployment;
        this.reaction = reaction;
        this.table = table;
    }

    /**
     * Looks for these files from now on, where they lie now. A process that was found before and still runs is recorded
     * again. If the policy lets processes be ended, the rule is shown before one is ended.
     */
    void lookFor(ForbiddenRunners forbidden) throws IOException {
        known = Set.of();
        if (forbidden.process() == ForbiddenRunners.OnProcess.TERMINATE && !forbidden.equals(told)) {
            reaction.say(rule(forbidden));
        }
        told = forbidden;
        search = table.isReadable() ? new ForbiddenProcesses(new ForbiddenFiles(deployment, forbidden), table) : null;
    }

    /** Looks once. */
    void look() throws IOException {
        ForbiddenProcesses by = search;
        if (by == null) {
            return;
        }
        List<Hit> hits = by.look().hits();
        Set<ProcessId> found = new HashSet<>();
        hits.forEach(hit -> found.add(hit.process().id()));
        if (!known.containsAll(found)) {
            // The processes are described before they are gone, and ended before anything is written, since ending
            // needs no disk.
            Violation violation = violation(hits);
            List<String> ended = new ArrayList<>();
            for (Hit hit : hits) {
                if (told != null && told.process() == ForbiddenRunners.OnProcess.TERMINATE) {
                    reaction.say("ending pid " + hit.process().pid() + " of "
                            + hit.origin().user() + ", which runs " + Quoted.printable(hit.file()) + ": "
                            + hit.commandLine());
                }
                Optional<TreeEnd> ending = by.end(hit, GRACE);
                ending.ifPresent(how -> ended.add(words(hit, how)));
            }
            Incident incident = reaction.raise(violation);
            for (String what : ended) {
                reaction.record(incident, what);
            }
        }
        known = found;
    }

    private static String rule(ForbiddenRunners forbidden) {
        StringBuilder patterns = new StringBuilder();
        for (PathPattern pattern : forbidden.patterns()) {
            patterns.append(patterns.isEmpty() ? "" : " ").append(pattern.text());
        }
        return "ends every process that runs a forbidden file of this deployment (" + patterns
                + "), as forbidden.process of the policy says: terminate; report only makes an incident of it";
    }

    private static Violation violation(List<Hit> hits) {
        List<ViolationFinding> violations = new ArrayList<>();
        List<InvolvedProcess> participants = new ArrayList<>();
        for (Hit hit : hits) {
            violations.add(ViolationFinding.of(ProcessesCheck.finding(hit)));
            participants.add(new InvolvedProcess(
                    hit.process().pid(),
                    hit.commandLine(),
                    hit.origin().user(),
                    hit.origin().parents()));
        }
        String first = violations.get(0).message();
        String summary = hits.size() == 1 ? first : first + " (and " + (hits.size() - 1) + " more)";
        return new Violation(Violation.Severity.CRITICAL, KIND, summary, violations, participants);
    }

    private static String words(Hit hit, TreeEnd ending) {
        int ended = ending.byTerm().size() + ending.byKill().size();
        String what = "ended pid " + hit.process().pid() + " with all that it started, " + ended + " processes in all";
        return ending.isComplete() ? what : what + "; there still run " + ending.survivors();
    }
}
