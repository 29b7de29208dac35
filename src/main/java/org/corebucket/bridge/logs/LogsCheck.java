package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;

/**
 * Does each of the six logs exist and take a line, while the ledger is empty? They are opened for appending, and nothing is
 * written. What is in a ledger is for those who know ledgers.
 */
public final class LogsCheck implements Check {

    /** What is known of it before it runs. */
    public static final CheckSpec SPEC = new CheckSpec("logs", "Verifying logs", 5, false);

    /** Whatever of these is not empty says that the ledger has entries, or had some. */
    private static final String[] TRACES = {
        LogFiles.LEDGER, "logs/provenance_chain.000001.jsonl", "logs/checkpoints.jsonl"
    };

    private final Deployment deployment;

    /** A check of one deployment. */
    public LogsCheck(Deployment deployment) {
        this.deployment = deployment;
    }

    @Override
    public CheckSpec spec() {
        return SPEC;
    }

    @Override
    public CheckResult run() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (String log : LogFiles.ALL) {
            String problem = problem(deployment.path(log));
            if (!problem.isEmpty()) {
                findings.add(Finding.of(
                        Consequence.FAILED,
                        "log-unusable",
                        log,
                        "LOG UNUSABLE: " + log + " - " + problem,
                        "bridgectl init makes what is missing; else give this user the right to write to it"));
            }
        }
        return CheckResult.of(findings, List.of("Six logs take a line; the ledger is empty"));
    }

    /** Whether there is a ledger to verify, which this check does not. */
    public boolean seesLedger() throws IOException {
        for (String trace : TRACES) {
            Path file = deployment.path(trace);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && FileFacts.of(file).size() > 0) {
                return true;
            }
        }
        return false;
    }

    private static String problem(Path log) {
        try {
            FileFacts facts = FileFacts.of(log);
            if (!facts.isRegular()) {
                return "it is " + facts.type().words();
            }
            FileChannel.open(log, Set.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS))
                    .close();
            return "";
        } catch (NoSuchFileException e) {
            return "it is missing";
        } catch (IOException e) {
            return "it can't be opened for writing";
        }
    }
}
