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
import java.util.function.Consumer;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.transparency.AddCheckpoint;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * Cosigns the checkpoints of the logs that it knows, if each goes on with the one that it cosigned last ({@code
 * c2sp.org/tlog-witness}). What it cosigned is durable before anybody is given the cosignatures, so no crash makes it cosign two
 * checkpoints of which one does not go on with the other.
 */
final class Witness {

    private final List<NoteSigner> signers;
    private final InstantSource clock;
    private final Map<String, Watch> watches = new LinkedHashMap<>();

    /**
     * A witness.
     *
     * @param signers its keys; each cosigns
     * @param logs which it knows
     * @param files where what it cosigned is kept, in the deployment
     * @param memory where sizes and roots are kept, outside of it
     */
    Witness(
            List<NoteSigner> signers,
            List<WitnessSettings.WatchedLog> logs,
            Path files,
            Path memory,
            InstantSource clock) {
        this.signers = List.copyOf(signers);
        this.clock = clock;
        List<VerifierKey> own = signers.stream().map(NoteSigner::key).toList();
        for (WitnessSettings.WatchedLog log : logs) {
            String name = WitnessedLog.fileName(log.origin());
            watches.put(
                    log.origin(),
                    new Watch(log, new WitnessedLog(log.origin(), own, files.resolve(name), memory.resolve(name))));
        }
    }

    /** One log; whoever adds a checkpoint of it, or reads what was cosigned, has its monitor. */
    private record Watch(WitnessSettings.WatchedLog log, WitnessedLog kept) {}

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
            return add(watch.kept(), request, head, signed);
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

    private Outcome add(WitnessedLog kept, AddCheckpoint request, TreeHead head, SignedNote signed) throws IOException {
        WitnessedLog.Tree last = kept.read().tree();
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
        kept.keep(new WitnessedLog.Tree(head.size(), head.root()), cosigned);
        return new Outcome.Cosigned(cosignatures);
    }

    private List<NoteSignature> cosign(TreeHead head) {
        Instant now = clock.instant();
        return signers.stream().map(signer -> signer.sign(head, now)).toList();
    }

    /**
     * Makes those files anew that were removed, changed or put back, from what is remembered outside of the deployment, and says
     * so. They have the witness's cosignatures again, and the log's signature with the next checkpoint.
     *
     * @param notes takes a line for each
     */
    void mend(Consumer<String> notes) throws IOException {
        for (Map.Entry<String, Watch> entry : watches.entrySet()) {
            WitnessedLog kept = entry.getValue().kept();
            synchronized (kept) {
                WitnessedLog.LastCosigned last;
                try {
                    last = kept.read();
                } catch (IOException e) {
                    notes.accept(String.valueOf(e.getMessage())); // of this log nothing is cosigned, of others is
                    continue;
                }
                if (last.trouble().isPresent()) {
                    TreeHead head = new TreeHead(
                            entry.getKey(), last.tree().size(), last.tree().root());
                    kept.keep(last.tree(), new SignedNote(head.text(), cosign(head)));
                    notes.accept("WITNESS WENT BACK: " + last.trouble().get()
                            + "\nThe witness goes on with the tree of "
                            + last.tree().size() + " leaves, and cosigns no smaller one. Find out who changed it.");
                }
            }
        }
    }

    /** The last checkpoint of a log with its cosignatures, by the name of the log's file; empty if there is none. */
    Optional<SignedNote> last(String name) throws IOException {
        for (Watch watch : watches.values()) {
            if (WitnessedLog.fileName(watch.log().origin()).equals(name)) {
                synchronized (watch.kept()) {
                    Optional<SignedNote> note = watch.kept().read().note();
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
        for (Map.Entry<String, Watch> entry : watches.entrySet()) {
            WitnessedLog kept = entry.getValue().kept();
            synchronized (kept) {
                try {
                    logs.put(entry.getKey(), kept.read());
                } catch (IOException e) {
                    logs.put(
                            entry.getKey(),
                            new WitnessedLog.LastCosigned(
                                    WitnessedLog.Tree.EMPTY,
                                    Optional.empty(),
                                    Optional.of(String.valueOf(e.getMessage()))));
                }
            }
        }
        return logs;
    }
}
