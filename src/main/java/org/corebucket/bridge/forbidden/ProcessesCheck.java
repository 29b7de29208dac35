package org.corebucket.bridge.forbidden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Does no process run a forbidden file? Processes are reported; none is ended. */
public final class ProcessesCheck implements Check {

    private final ForbiddenFiles files;
    private final ProcessTable table;

    /** A check of one deployment's forbidden files on this machine. */
    public ProcessesCheck(ForbiddenFiles files, ProcessTable table) {
        this.files = files;
        this.table = table;
    }

    @Override
    public CheckResult run() throws IOException {
        if (!table.isReadable()) {
            return new CheckResult.Skipped("not asked: there is no /proc here that shows processes");
        }
        ForbiddenProcesses.Look look = new ForbiddenProcesses(files, table).look();
        List<Finding> findings = new ArrayList<>();
        for (ForbiddenProcesses.Hit hit : look.hits()) {
            findings.add(finding(hit));
        }
        Questions questions = new Questions();
        questions.ask(findings, "Processes looked at: " + look.seen() + ", none runs a forbidden file" + closed(look));
        return questions.result();
    }

    private static String closed(ForbiddenProcesses.Look look) {
        return look.closed() == 0
                ? ""
                : "; " + look.closed() + " of them are other users', and were judged by their command lines alone";
    }

    /** A process that runs a forbidden file, as a finding for a report or an incident. */
    public static Finding finding(ForbiddenProcesses.Hit hit) {
        long pid = hit.process().pid();
        return Finding.of(
                Consequence.FAILED,
                "forbidden-process",
                hit.file(),
                "FORBIDDEN PROCESS: " + hit.file() + " - pid " + pid + " "
                        + hit.evidence().words() + ": " + hit.commandLine() + " - " + hit.origin(),
                "kill " + pid + starter(hit));
    }

    /** A hint at what might start the process again. */
    private static String starter(ForbiddenProcesses.Hit hit) {
        if (hit.process().parent() <= 1 || hit.origin().parents().isEmpty()) {
            return "; what starts it, if it is a service: systemctl status "
                    + hit.process().pid();
        }
        return ", and see that " + hit.origin().parents().get(0) + " does not start it again";
    }
}
