package org.corebucket.bridge.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.RightEdge;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * What a witness has cosigned last of one log. It is kept twice: in the deployment, as the checkpoint with the witness's own
 * cosignatures, and outside of it, as size and root. So a file that was removed, changed, or put back from a copy is found, and
 * the larger tree counts: no smaller one is ever gone on with.
 */
final class WitnessedLog {

    private static final int MODE = 0644;
    private static final int PRIVATE_MODE = 0600;

    private final String origin;
    private final List<VerifierKey> own;
    private final Path file;
    private final Path memory;

    /**
     * What is kept of one log.
     *
     * @param own the keys by which the witness's cosignatures are verified
     * @param file in the deployment
     * @param memory outside of it
     */
    WitnessedLog(String origin, List<VerifierKey> own, Path file, Path memory) {
        this.origin = origin;
        this.own = List.copyOf(own);
        this.file = file;
        this.memory = memory;
    }

    /** The name of a log's files: the hex digest of its origin. */
    static String fileName(String origin) {
        return Sha256.of(origin.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /**
     * The size and the root of a tree.
     *
     * @param size how many leaves it has; 0 if nothing was cosigned
     */
    record Tree(long size, Sha256 root) {

        static final Tree EMPTY = new Tree(0, new RightEdge().root());

        boolean isAsLargeAs(Tree other) {
            return size == other.size;
        }

        boolean isTheSameAs(Tree other) {
            return size == other.size && root.equals(other.root);
        }
    }

    /**
     * What was cosigned last.
     *
     * @param tree the tree
     * @param note the checkpoint with the cosignatures; empty if nothing was cosigned, or the file does not have it
     * @param trouble what is wrong with the file in the deployment; empty if it is as it was left
     */
    record LastCosigned(Tree tree, Optional<SignedNote> note, Optional<String> trouble) {}

    /** What is kept is not what this witness cosigned: who goes on from it could cosign a second view of the log. */
    static final class WitnessWentBackException extends IOException {

        private static final long serialVersionUID = 1L;

        WitnessWentBackException(String message) {
            super(message);
        }
    }

    /**
     * Reads what was cosigned last.
     *
     * @throws WitnessWentBackException if what is kept in the two places can't both have been cosigned
     * @throws IOException if that can't be told for sure; then nothing is to be cosigned
     */
    LastCosigned read() throws IOException {
        Optional<Tree> remembered = remembered();
        Kept kept = kept();
        if (remembered.isEmpty()) {
            return first(kept);
        }
        Tree known = remembered.get();
        if (kept.note().isEmpty()) {
            return new LastCosigned(
                    known, Optional.empty(), Optional.of(kept.trouble() + ", and " + wasCosigned(known)));
        }
        if (kept.tree().isTheSameAs(known)) {
            return new LastCosigned(known, kept.note(), Optional.empty());
        }
        if (kept.tree().size() > known.size() && isOwn(kept)) {
            return new LastCosigned(kept.tree(), kept.note(), Optional.empty()); // ended between the two writes
        }
        if (kept.tree().isAsLargeAs(known) && isOwn(kept)) {
            throw new WitnessWentBackException(
                    "TWO VIEWS OF ONE LOG: " + file + " has a cosignature of a tree of " + known.size()
                            + " leaves with the root " + kept.tree().root().hex() + ", and " + memory
                            + " says that the one with the root " + known.root().hex()
                            + " was cosigned\nNothing of this log is cosigned any more. Find out who has used the witness's keys elsewhere.");
        }
        return new LastCosigned(
                known,
                Optional.empty(),
                Optional.of(file + " has a tree of " + leaves(kept.tree()) + ", and " + wasCosigned(known)
                        + ": the file was changed, or put back from a copy"));
    }

    private String wasCosigned(Tree known) {
        return "a tree of " + leaves(known) + " was cosigned, as " + memory + " says";
    }

    private static String leaves(Tree tree) {
        return tree.size() == 1 ? "1 leaf" : tree.size() + " leaves";
    }

    /**
     * The same, and has it remembered in both places before anybody is told of it: else a file that is put back would hide what was
     * told.
     *
     * @throws IOException if it can't be told for sure, or can't be remembered
     */
    LastCosigned settled() throws IOException {
        LastCosigned last = read();
        if (last.note().isPresent()
                && !remembered().filter(last.tree()::isTheSameAs).isPresent()) {
            remember(last.tree());
        }
        return last;
    }

    /** Where nothing is remembered outside: nothing was ever cosigned, or this host is new to the deployment. */
    private LastCosigned first(Kept kept) throws IOException {
        if (isOwn(kept)) {
            return new LastCosigned(kept.tree(), kept.note(), Optional.empty());
        }
        if (kept.isThere()) {
            throw new WitnessWentBackException(file + " is not what this witness cosigned: "
                    + (kept.note().isEmpty() ? kept.trouble() : "no key of the witness signed it")
                    + "\nPut the file back from a copy, or the witness's keys if they are others now.");
        }
        return new LastCosigned(Tree.EMPTY, Optional.empty(), Optional.empty());
    }

    /**
     * What the file in the deployment has.
     *
     * @param trouble why there is no note
     */
    private record Kept(boolean isThere, Tree tree, Optional<SignedNote> note, String trouble) {

        static Kept nothing(boolean isThere, String trouble) {
            return new Kept(isThere, Tree.EMPTY, Optional.empty(), trouble);
        }
    }

    private Kept kept() throws IOException {
        try {
            SignedNote note = SignedNote.parse(Files.readAllBytes(file));
            TreeHead head = TreeHead.parse(note.text());
            if (!head.origin().equals(origin)) {
                return Kept.nothing(true, file + " has a checkpoint of another log");
            }
            return new Kept(true, new Tree(head.size(), head.root()), Optional.of(note), "");
        } catch (NoSuchFileException e) {
            return Kept.nothing(false, file + " is missing");
        } catch (MalformedNoteException e) {
            return Kept.nothing(true, file + " is no checkpoint: " + e.getMessage());
        }
    }

    /** Whether a key of the witness cosigned what the file has. */
    private boolean isOwn(Kept kept) {
        if (kept.note().isEmpty()) {
            return false;
        }
        SignedNote note = kept.note().get();
        boolean signed = false;
        for (VerifierKey key : own) {
            try {
                signed |= key.verify(note).isPresent();
            } catch (InvalidSignatureException e) {
                return false;
            }
        }
        return signed;
    }

    private Optional<Tree> remembered() throws IOException {
        String text;
        try {
            text = Files.readString(memory, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int space = text.indexOf(' ');
        try {
            return Optional.of(new Tree(
                    Long.parseLong(text.substring(0, Math.max(0, space))),
                    Sha256.parse(text.substring(space + 1).stripTrailing())));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    memory + " does not say what was cosigned last of " + origin
                            + "\nNothing of this log is cosigned until it does. It was: SIZE ROOT, as " + file
                            + " may have them.",
                    e);
        }
    }

    /** Keeps a checkpoint, durably: nobody is given the cosignatures before this returns. */
    void keep(Tree tree, SignedNote cosigned) throws IOException {
        // First what shows by its signature that it is ours: if this ends in between, it counts.
        write(file, cosigned.bytes(), MODE);
        remember(tree);
    }

    private void remember(Tree tree) throws IOException {
        write(memory, (tree.size() + " " + tree.root().hex() + "\n").getBytes(StandardCharsets.US_ASCII), PRIVATE_MODE);
    }

    private static void write(Path file, byte[] content, int mode) throws IOException {
        new DurableFiles(file.resolveSibling(".staging")).write(file, content, mode);
    }
}
