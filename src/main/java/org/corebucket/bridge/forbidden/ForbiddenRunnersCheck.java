package org.corebucket.bridge.forbidden;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.policy.ForbiddenRunners;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Is every file that matches a forbidden pattern unable to run? If one can, its mode bits are removed now, unless nothing may
 * be written; its old mode is recorded first.
 */
public final class ForbiddenRunnersCheck implements Check {

    private static final int ANY_EXECUTE = 0111;

    /**
     * What the check may do.
     *
     * @param user the numeric id of this user
     * @param readOnly whether nothing may be written, so that a file that can run is a finding
     * @param keepModes whether files that can run are left so on purpose, as in a checkout in which no bridge runs
     */
    public record CheckEffects(int user, boolean readOnly, boolean keepModes) {

        boolean mayChange(FileFacts facts) {
            return !readOnly && !keepModes && (facts.owner() == user || user == 0);
        }
    }

    private final Deployment deployment;
    private final ForbiddenFiles forbidden;
    private final CheckEffects powers;

    /** A check of one deployment's forbidden files. */
    public ForbiddenRunnersCheck(ForbiddenFiles forbidden, CheckEffects powers) {
        this.deployment = forbidden.deployment();
        this.forbidden = forbidden;
        this.powers = powers;
    }

    @Override
    public CheckResult run() throws IOException {
        Map<String, FileFacts> found = forbidden.byPath();
        disable(found);
        if (powers.keepModes() && anyCanRun(found)) {
            return new CheckResult.Skipped(
                    "not asked: --keep-modes leaves files that match a forbidden pattern as they are");
        }
        Questions questions = new Questions();
        for (String path : found.keySet()) {
            FileFacts now = FileFacts.of(deployment.path(path));
            if (canRun(now)) {
                questions.fails(stillRuns(path, now));
            } else {
                questions.holds("Disabled execution: " + path);
            }
        }
        if (found.isEmpty()) {
            questions.holds("No file matches a forbidden pattern");
        }
        return questions.result();
    }

    private boolean anyCanRun(Map<String, FileFacts> found) {
        for (FileFacts facts : found.values()) {
            if (canRun(facts)) {
                return true;
            }
        }
        return false;
    }

    /** Removes the mode bits of files that can run and may be changed. The old modes are recorded first. */
    private void disable(Map<String, FileFacts> found) throws IOException {
        Map<String, Integer> before = new TreeMap<>();
        for (Map.Entry<String, FileFacts> entry : found.entrySet()) {
            FileFacts facts = entry.getValue();
            if (canRun(facts) && powers.mayChange(facts) && PlainFile.isReachable(deployment.root(), entry.getKey())) {
                before.put(entry.getKey(), facts.mode());
            }
        }
        if (before.isEmpty()) {
            return;
        }
        new RunnerModes(deployment).record(before);
        for (Map.Entry<String, Integer> entry : before.entrySet()) {
            DurableFiles.setMode(deployment.path(entry.getKey()), entry.getValue() & ~forbiddenBits());
        }
    }

    private boolean canRun(FileFacts facts) {
        return !facts.isRegular() || (facts.mode() & forbiddenBits()) != 0;
    }

    private int forbiddenBits() {
        return forbidden.policy().mode() == ForbiddenRunners.Mode.NO_EXEC ? ANY_EXECUTE : 0777;
    }

    private Finding stillRuns(String path, FileFacts facts) {
        String what = facts.isRegular()
                ? "mode " + facts.octalMode()
                : "it is " + facts.type().words();
        return Finding.of(
                Consequence.FAILED,
                "forbidden-can-run",
                path,
                "FORBIDDEN FILE CAN RUN: " + path + " - " + what,
                facts.isRegular() && facts.links() == 1
                        ? "run verify without --read-only as its owner, or: chmod "
                                + (forbiddenBits() == ANY_EXECUTE ? "a-x " : "000 ") + ShellWord.of(path)
                        : "remove it, since verify changes only a plain file with one name: rm " + ShellWord.of(path));
    }
}
