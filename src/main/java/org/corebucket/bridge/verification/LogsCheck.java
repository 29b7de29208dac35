package org.corebucket.bridge.verification;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.logs.LogFileQuestions;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.witness.WitnessQuestions;

/**
 * Does each log take a line, and does the ledger hold? With {@code --deep}: is each closed log as it was when it was
 * closed?
 */
record LogsCheck(VerificationSubject subject) implements Check {

    @Override
    public CheckResult run() throws IOException {
        LogFileQuestions files = new LogFileQuestions(subject.deployment());
        boolean clone = files.isClone();
        if (clone && !subject.hasLedger()) {
            return new CheckResult.Skipped(
                    "not asked: there is no log, and no bridge can write one here, where there is no "
                            + KeyPurpose.BRIDGE.privateHalf() + ": this is a clone of the deployment's files");
        }
        Questions questions = new Questions();
        if (!clone) {
            files.ask(questions, subject.hasLedger());
        }
        if (subject.hasLedger()) {
            SubjectsLedger.ask(subject, questions);
        }
        Optional<SealedHeader> header = subject.seal().header();
        if (subject.listed().contains(Deployment.WITNESS) && header.isPresent()) {
            new WitnessQuestions(
                            subject.deployment(), subject.host(), header.get().deployment())
                    .ask(questions);
        }
        return questions.result();
    }
}
