package org.corebucket.bridge.witness;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.transparency.AddCheckpoint;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;
import org.corebucket.bridge.witness.WitnessedLog.WitnessWentBackException;

/**
 * Cosigns the checkpoints of the logs that it knows, if each goes on with the one that it cosigned last ({@code
 * c2sp.org/tlog-witness}). What it cosigned is durable before anybody is given the cosignatures, so no crash makes it cosign two
 * checkpoints of which one does not go on with the other.
 *
 * <p>If what is kept is found to be another thing than was left there, that is told, and nothing is cosigned from then on.
 */
final class Witness {

    private final List<NoteSigner> signers;
    private final InstantSource clock;
    private final Consumer<String> alarm;
    private final Map<String, Watch> watches = new LinkedHashMap<>();

    /** What was found to be wrong, by the origins of the logs. */
    private final Map<String, String> wentBack = new ConcurrentHashMap<>();

    /**
     * A witness.
     *
     * @param keys each of its signers cosigns
     * @param logs which it knows
     * @param files where what it cosigned is kept, in the deployment
     * @param memory where sizes and roots are kept, outside of it
     * @param alarm is told what was found, in a sentence, once for each log, from any thread
     */
    Witness(
            WitnessSigners keys,
            List<WitnessSettings.WatchedLog> logs,
            Path files,
            Path memory,
            InstantSource clock,
            Consumer<String> alarm) {
        this.signers = keys.signers();
        this.clock = clock;
        this.alarm = alarm;
        for (WitnessSettings.WatchedLog log : logs) {
            String name = WitnessedLog.fileName(log.origin());
            watches.put(
                    log.origin(),
                    new Watch(
                            log,
                            new WitnessedLog(
                                    log.origin(), keys.verifiers(), files.resolve(name), memory.resolve(name))));
        }
    }

    /** One log; whoever adds a checkpoint of it, or reads what was cosigned, has the monitor of what is kept. */
    private record Watch(WitnessSettings.WatchedLog log, WitnessedLog kept) {

        String origin() {
            return log.origin();
        }
    }

    /** What became of a request. */
    sealed interface Outcome {

        /** It was cosigned. */
        record Cosigned(List<NoteSignature> signatures) implements Outcome {}

        /** The request is none to the letter of the specification, or says that the tree shrank. */
        record Malformed(String why) implements Outcome {}

        /** No log of this origin is known. */
        record UnknownLog() implements Outcome {}

        /** No key of the log signed the checkpoint, or a signature does not hold. */
        record NotSigned(String why) implements Outcome {}

        /**
         * The log goes on with another tree than the last that was cosigned.
         *
         * @param size of the tree that was cosigned last
         */
        record Conflict(long size) implements Outcome {}

        /** The tree does not go on with the one that was cosigned last. */
        record Inconsistent(String why) implements Outcome {}
    }

    /**
     * Cosigns a checkpoint, or says why not. Nothing is told of a log to somebody who has no checkpoint that it signed.
     *
     * @throws IOException if it can't be told what was cosigned last, or what is cosigned now can't be kept
     */
    Outcome add(byte[] body) throws IOException {
        AddCheckpoint request;
        TreeHead head;
        try {
            request = AddCheckpoint.parse(body);
            head = TreeHead.parseAnyRoot(request.checkpoint().text());
        } catch (MalformedNoteException e) {
            return new Outcome.Malformed(String.valueOf(e.getMessage()));
        }
        Watch watch = watches.get(head.origin());
        if (watch == null) {
            return new Outcome.UnknownLog();
        }
        SignedNote signed;
        try {
            signed = signedByLog(watch.log(), request.checkpoint());
        } catch (InvalidSignatureException e) {
            return new Outcome.NotSigned(String.valueOf(e.getMessage()));
        }
        if (request.oldSize() > head.size()) {
            return new Outcome.Malformed(
                    "the old size " + request.oldSize() + " is larger than the checkpoint's, " + head.size());
        }
        synchronized (watch.kept()) {
            return add(watch, request, head, signed);
        }
    }

    /** The checkpoint with those signatures alone that a key of the log made. */
    private static SignedNote signedByLog(WitnessSettings.WatchedLog log, SignedNote checkpoint)
            throws InvalidSignatureException {
        List<NoteSignature> verified = new ArrayList<>();
        for (VerifierKey key : log.keys()) {
            if (key.verify(checkpoint).isPresent()) {
                verified.add(checkpoint.of(key).get(0));
            }
        }
        if (verified.isEmpty()) {
            throw new InvalidSignatureException("no known key of the log signed the checkpoint");
        }
        return new SignedNote(checkpoint.text(), verified);
    }

    private Outcome add(Watch watch, AddCheckpoint request, TreeHead head, SignedNote signed) throws IOException {
        for (String found : wentBack.values()) {
            throw new WitnessWentBackException(found);
        }
        WitnessedLog.Tree last = sound(watch).tree();
        if (request.oldSize() != last.size()) {
            return new Outcome.Conflict(last.size());
        }
        if (!head.isPossible()) {
            return new Outcome.Inconsistent("the root of a tree without leaves is not the one that RFC 6962 defines");
        }
        try {
            new ConsistencyProof(last.size(), head.size(), request.proof()).verify(last.root(), head.root());
        } catch (InvalidProofException e) {
            return new Outcome.Inconsistent(String.valueOf(e.getMessage()));
        }
        List<NoteSignature> cosignatures = cosign(head);
        SignedNote cosigned = signed;
        for (NoteSignature cosignature : cosignatures) {
            cosigned = cosigned.with(cosignature);
        }
        watch.kept().keep(new WitnessedLog.Tree(head.size(), head.root()), cosigned);
        return new Outcome.Cosigned(cosignatures);
    }

    private List<NoteSignature> cosign(TreeHead head) {
        Instant now = clock.instant();
        return signers.stream().map(signer -> signer.sign(head, now)).toList();
    }

    /**
     * What was cosigned last of a log. A file that was removed, changed or put back is made anew from what is remembered outside of
     * the deployment: it has the witness's cosignatures again, and the log's signature with the next checkpoint. So the next start
     * goes on with the larger tree.
     *
     * @throws WitnessWentBackException if it is not as it was left; that was told before
     */
    private WitnessedLog.LastCosigned sound(Watch watch) throws IOException {
        WitnessedLog.LastCosigned last;
        try {
            last = watch.kept().settled();
        } catch (WitnessWentBackException e) {
            throw found(watch, String.valueOf(e.getMessage()));
        }
        if (last.trouble().isEmpty()) {
            return last;
        }
        WitnessWentBackException found = found(watch, last.trouble().get());
        TreeHead head =
                new TreeHead(watch.origin(), last.tree().size(), last.tree().root());
        watch.kept().keep(last.tree(), new SignedNote(head.text(), cosign(head)));
        throw found;
    }

    private WitnessWentBackException found(Watch watch, String trouble) {
        String sentence = "WITNESS WENT BACK: of the log " + watch.origin() + ", " + trouble;
        if (wentBack.put(watch.origin(), sentence) == null) {
            alarm.accept(sentence);
        }
        return new WitnessWentBackException(sentence);
    }

    /**
     * Looks at what is kept of each log, as it is looked at before anything is cosigned.
     *
     * @param notes takes what can't be told of one; others are cosigned all the same
     */
    void look(Consumer<String> notes) {
        for (Watch watch : watches.values()) {
            synchronized (watch.kept()) {
                try {
                    sound(watch);
                } catch (IOException e) {
                    if (!(e instanceof WitnessWentBackException)) {
                        notes.accept(IoTrouble.words(e)); // that it went back was told
                    }
                }
            }
        }
    }

    /** The last checkpoint of a log with its cosignatures, by the name of the log's file; empty if there is none. */
    Optional<SignedNote> last(String name) throws IOException {
        for (Watch watch : watches.values()) {
            if (WitnessedLog.fileName(watch.log().origin()).equals(name)) {
                synchronized (watch.kept()) {
                    Optional<SignedNote> note = watch.kept().settled().note();
                    return note.filter(known -> isSignedByLog(watch.log(), known));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isSignedByLog(WitnessSettings.WatchedLog log, SignedNote note) {
        return log.keys().stream().anyMatch(key -> !note.of(key).isEmpty());
    }

    /** What was cosigned last of each log, by its origin; a log of which that can't be told has a trouble. */
    Map<String, WitnessedLog.LastCosigned> logs() {
        Map<String, WitnessedLog.LastCosigned> logs = new LinkedHashMap<>();
        watches.forEach((origin, watch) -> logs.put(origin, known(watch)));
        return logs;
    }

    private WitnessedLog.LastCosigned known(Watch watch) {
        synchronized (watch.kept()) {
            try {
                WitnessedLog.LastCosigned last = watch.kept().read();
                String found = wentBack.get(watch.origin());
                return found == null
                        ? last
                        : new WitnessedLog.LastCosigned(last.tree(), last.note(), Optional.of(found));
            } catch (IOException e) {
                return new WitnessedLog.LastCosigned(
                        WitnessedLog.Tree.EMPTY, Optional.empty(), Optional.of(IoTrouble.words(e)));
            }
        }
    }
}
