package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Does each of the six logs exist and take a line? They are opened for appending, and nothing is written. Whether the ledger
 * verifies is asked elsewhere.
 */
public final class LogFileQuestions {

    private final Deployment deployment;

    /** Questions about one deployment. */
    public LogFileQuestions(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * Asks of each log.
     *
     * @param ledger whether there is a ledger, here or elsewhere, or this host has seen one: then others say how it is
     */
    public void ask(Questions questions, boolean ledger) throws IOException {
        for (String log : LogFiles.ALL) {
            Optional<Finding> problem = problem(log);
            questions.ask(problem, log + " opens for appending");
            if (log.equals(LogFiles.LEDGER) && problem.isEmpty() && !ledger) {
                questions.holds("The ledger is empty");
            }
        }
    }

    /** Whether this is a clone without logs: logs and private keys are not in git, so a clone has neither. */
    public boolean isClone() throws IOException {
        for (String log : LogFiles.ALL) {
            if (Files.exists(deployment.path(log), LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return !seesLedger() && !Files.exists(KeyPurpose.BRIDGE.privateHalf(deployment), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether there is a ledger to verify. */
    public boolean seesLedger() throws IOException {
        LedgerFiles ledger = LedgerFiles.of(deployment);
        // If one of them is not empty, the ledger has or had entries.
        for (Path file :
                List.of(ledger.live(), ledger.closed(1), ledger.checkpoints(), ledger.archived(), ledger.mark())) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && FileFacts.of(file).size() > 0) {
                return true;
            }
        }
        return false;
    }

    private Optional<Finding> problem(String log) {
        Path file = deployment.path(log);
        try {
            FileFacts facts = FileFacts.of(file);
            if (!facts.isRegular()) {
                return unusable(
                        log, "it is " + facts.type().words(), "move it away, then make the log: bridgectl init");
            }
            FileChannel.open(file, Set.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS))
                    .close();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return unusable(log, "it is missing", "put it back from a copy, or make an empty one: bridgectl init");
        } catch (IOException e) {
            return unusable(log, "it can't be opened for writing: " + IoTrouble.reason(e), IoTrouble.remedy(e));
        }
    }

    private static Optional<Finding> unusable(String log, String problem, String remedy) {
        return Optional.of(
                Finding.of(Consequence.FAILED, "log-unusable", log, "LOG UNUSABLE: " + log + " - " + problem, remedy));
    }
}
