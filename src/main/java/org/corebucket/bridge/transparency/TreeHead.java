package org.corebucket.bridge.transparency;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.Sha256;

/**
 * What a log's checkpoint says ({@code c2sp.org/tlog-checkpoint}): a log's tree at one size.
 *
 * @param origin which log
 * @param size how many leaves the tree has
 * @param root the root of the tree
 * @param extensions further lines, which nobody checks; empty in ours
 */
public record TreeHead(String origin, long size, Sha256 root, List<String> extensions) {

    /** A head; the list is copied. */
    public TreeHead {
        extensions = List.copyOf(extensions);
    }

    /** A head without extension lines. */
    public TreeHead(String origin, long size, Sha256 root) {
        this(origin, size, root, List.of());
    }

    /**
     * Reads a checkpoint's text.
     *
     * @throws MalformedNoteException if it is none to the letter of the specification
     */
    public static TreeHead parse(String text) throws MalformedNoteException {
        TreeHead head = parseAnyRoot(text);
        if (!head.isPossible()) {
            throw new MalformedNoteException("the root of a tree without leaves is not the one that RFC 6962 defines");
        }
        return head;
    }

    /**
     * Reads a checkpoint's text, even if it claims a root that no tree of its size has.
     *
     * @throws MalformedNoteException if it has another form
     */
    public static TreeHead parseAnyRoot(String text) throws MalformedNoteException {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedNoteException("a checkpoint has three lines: origin, size and root");
        }
        List<String> extensions = new ArrayList<>();
        for (int i = 0; i < lines.length - 1; i++) {
            if (lines[i].isEmpty()) {
                throw new MalformedNoteException("a checkpoint has an empty line");
            }
            if (i >= 3) {
                extensions.add(lines[i]);
            }
        }
        long size = NoteText.decimal(lines[1], "checkpoint's size");
        Sha256 root = NoteText.hash(lines[2], "checkpoint's root");
        return new TreeHead(lines[0], size, root, extensions);
    }

    /** Whether a tree of that size can have that root: of the empty tree there is one alone (RFC 6962, section 2.1). */
    public boolean isPossible() {
        return size != 0 || root.equals(MerkleHashes.EMPTY_ROOT);
    }

    /** The text that is signed. */
    public String text() {
        StringBuilder text = new StringBuilder(origin)
                .append('\n')
                .append(size)
                .append('\n')
                .append(NoteText.base64(root.bytes()))
                .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
