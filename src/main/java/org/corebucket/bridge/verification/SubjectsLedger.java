package org.corebucket.bridge.verification;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.bridge.ClosedLogsQuestions;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.KeyRemedies;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.HostLogMemory;
import org.corebucket.bridge.ledger.place.HostMemory;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerQuestions;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.tree.LogVerification;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.witness.QuorumQuestions;
import org.corebucket.bridge.witness.WitnessPolicy;

/**
 * Asks about the ledger of a deployment that is verified. This class is loaded only if there is a ledger, or was one.
 */
final class SubjectsLedger {

    private SubjectsLedger() {}

    static void ask(VerificationSubject subject, Questions questions) throws IOException {
        try (LedgerPlace ledger = DeploymentLedger.of(subject.deployment(), subject.seal())) {
            ask(subject, ledger, questions);
        } catch (MendableException e) {
            questions.fails(unusable(e));
        }
    }

    private static void ask(VerificationSubject subject, LedgerPlace ledger, Questions questions) throws IOException {
        VerificationOptions options = subject.options();
        askPlace(ledger, questions);
        Optional<SignedCheckpoints> checkpoints;
        try {
            checkpoints = checkpoints(ledger, subject.deployment(), subject.seal());
        } catch (MalformedKeyException e) {
            questions.fails(badKey(subject.deployment(), e));
            return;
        }
        new LedgerQuestions(
                        ledger,
                        checkpoints,
                        ChainVerifier.of(options.jobs(), subject.progress()).beside(log(subject, ledger, questions)),
                        new HostMemory(
                                subject.store(),
                                options.readOnly() || !subject.seal().isTrusted()),
                        options.deep())
                .ask(questions);
        askWitnesses(subject, ledger, questions);
        if (options.deep()) {
            new ClosedLogsQuestions(subject.host(), subject.deployment(), ledger).ask(questions);
        }
    }

    /** Whether the deployment's log has signed something, as far as this host knows. */
    static boolean logHasSigned(VerificationSubject subject) throws IOException {
        Optional<String> name = logName(subject);
        return name.isPresent() && DeploymentLog.hasSigned(subject.deployment(), subject.store(), name.get());
    }

    /** The name of the deployment's log; empty if there is no deployment's id to know it by. */
    static Optional<String> logName(VerificationSubject subject) throws IOException {
        Optional<SealedHeader> header = subject.seal().header();
        return header.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        LogSettings.of(subject.deployment()).origin(header.get().deployment()));
    }

    /** What holds the ledger against its log; none if it has none, or there is no deployment's id to know it by. */
    private static List<LogVerification> log(VerificationSubject subject, LedgerPlace ledger, Questions questions)
            throws IOException {
        Optional<SealedHeader> header = subject.seal().header();
        if (header.isEmpty()) {
            return List.of();
        }
        try {
            Optional<LogVerification> log = DeploymentLog.verification(
                    subject.deployment(), ledger, header.get().deployment(), new HostLogMemory(subject.store()));
            if (log.isEmpty()) {
                questions.holds(DeploymentLog.withoutCheckpoint(subject.deployment()));
            }
            return log.stream().toList();
        } catch (MendableException e) {
            String[] lines = String.valueOf(e.getMessage()).split("\n", 2);
            questions.fails(Finding.of(
                    Consequence.FAILED,
                    "log-unverifiable",
                    LogCheckpointFiles.PATH,
                    "LOG UNVERIFIABLE: " + lines[0],
                    lines.length > 1 ? lines[1] : "put that file back from a copy"));
            return List.of();
        }
    }

    /** Asks about the log's witnesses, if the sealed policy names some. */
    private static void askWitnesses(VerificationSubject subject, LedgerPlace ledger, Questions questions)
            throws IOException {
        Optional<SealedHeader> header = subject.seal().header();
        if (header.isEmpty()
                || !subject.hasPolicy()
                || !subject.listed().contains(Deployment.WITNESSES)
                || NoteKeys.there(subject.deployment(), Holder.LOG).isEmpty()) {
            return;
        }
        LogCheckpoints checkpoints = DeploymentLog.checkpoints(
                subject.deployment(), ledger, header.get().deployment());
        try {
            Optional<LogPolicy> policy = WitnessPolicy.sealed(subject.deployment(), subject.host());
            if (policy.isPresent()) {
                QuorumQuestions.ask(
                        checkpoints,
                        policy.get(),
                        subject.policy().monitoring().required(),
                        subject.host().clock().instant(),
                        questions);
            }
        } catch (MendableException e) {
            return; // the checks "canonical-hashes" and "descriptors" say so
        }
    }

    private static Optional<SignedCheckpoints> checkpoints(LedgerPlace ledger, Deployment deployment, SealVerdict seal)
            throws IOException, MalformedKeyException {
        return seal.header().isEmpty()
                ? Optional.empty()
                : Optional.of(SignedCheckpoints.of(
                        ledger.checkpoints(), deployment, seal.header().get().deployment()));
    }

    /** A weaker promise is its owner's decision: it is named, and fails nothing. */
    private static void askPlace(LedgerPlace ledger, Questions questions) throws IOException {
        if (ledger.words().isEmpty()) {
            return;
        }
        List<String> weaknesses = ledger.weaknesses();
        questions.holds("The ledger is in the " + ledger.words()
                + (weaknesses.isEmpty()
                        ? ", whose commits wait for its disk and a standby"
                        : "; it promises less than it should: " + String.join("; ", weaknesses)));
        for (String weakness : weaknesses) {
            questions.caution(new Caution(
                    "ledger-database-weak",
                    Deployment.BRIDGE,
                    "LEDGER DATABASE WEAK: " + weakness,
                    "change the database's settings; the guide on clusters says what is needed"));
        }
    }

    /** The message's first line is what is wrong, and the others are what to do. */
    private static Finding unusable(MendableException cause) {
        String[] lines = String.valueOf(cause.getMessage()).split("\n", 2);
        return Finding.of(
                Consequence.FAILED,
                "ledger-unusable",
                Deployment.BRIDGE,
                "LEDGER UNUSABLE: " + lines[0],
                lines.length > 1 ? lines[1] : "correct \"ledger\" in " + Deployment.BRIDGE);
    }

    /** The finding for a malformed public key of the bridge, without which no checkpoint can be verified. */
    private static Finding badKey(Deployment deployment, MalformedKeyException cause) {
        return Finding.of(
                Consequence.FAILED,
                "ledger-unsound",
                LedgerFiles.CHECKPOINTS,
                "CHECKPOINTS UNVERIFIABLE: " + KeyPurpose.BRIDGE.publicHalf() + " - " + cause.problem(),
                new KeyRemedies(deployment).publicKey(KeyPurpose.BRIDGE.publicHalf()));
    }
}
