package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.transparency.AddCheckpoint;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TileFiles;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.TreeNodes;

/** A log with keys and as many leaves as are asked for, which signs whatever it is told to: also two views. */
public final class SampleLog {

    /** When it signs. */
    public static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final String origin;
    private final List<NoteSigner> signers;
    private final TileFiles tree;

    private SampleLog(String origin, List<NoteSigner> signers, Path directory, int kept, int leaves)
            throws IOException {
        this.origin = origin;
        this.signers = signers;
        this.tree = TileFiles.open(Files.createTempDirectory(directory, "tree"), 0);
        for (int i = 0; i < leaves; i++) {
            String content = (i < kept ? "leaf " : "another leaf than before ") + i;
            tree.append(Sha256.of(content.getBytes(StandardCharsets.UTF_8)).bytes(), 0);
        }
        tree.flush();
    }

    /** A log of so many leaves, with new keys. Its tree lies below a directory. */
    public static SampleLog of(String origin, Path directory, int leaves) throws IOException, MalformedNoteException {
        List<NoteSigner> signers = List.of(
                NoteSigner.ed25519(origin, Ed25519PrivateKey.generate()),
                NoteSigner.mlDsa44(origin, MlDsa44PrivateKey.generate()));
        return new SampleLog(origin, signers, directory, leaves, leaves);
    }

    /** A log with the keys of another one, which are real, and with leaves that nobody logged. */
    public static SampleLog signedBy(List<NoteSigner> signers, Path directory, int leaves) throws IOException {
        return new SampleLog(signers.get(0).key().name(), signers, directory, 0, leaves);
    }

    /** Another view of this log, under the same keys: after the first few, all leaves are others. */
    public SampleLog rewritten(Path directory, int kept, int leaves) throws IOException {
        return new SampleLog(origin, signers, directory, kept, leaves);
    }

    /** Its name. */
    public String origin() {
        return origin;
    }

    /** The lines of its verifier keys. */
    public List<String> vkeys() {
        return signers.stream().map(signer -> signer.key().vkey()).toList();
    }

    /** The nodes of its tree. */
    public TreeNodes tree() {
        return tree;
    }

    /** What its tree of that size is. */
    public TreeHead head(long size) throws IOException {
        return new TreeHead(origin, size, tree.root(0, size));
    }

    /** Its checkpoint of that size. */
    public SignedNote checkpoint(long size) throws IOException {
        return sign(head(size));
    }

    /** Signs any head. */
    public SignedNote sign(TreeHead head) {
        return new SignedNote(
                head.text(),
                signers.stream().map(signer -> signer.sign(head, NOW)).toList());
    }

    /** The proof that its tree of one size goes on with that of another. */
    public List<Sha256> proof(long oldSize, long newSize) throws IOException {
        return ConsistencyProof.of(tree, oldSize, newSize).path();
    }

    /** What it sends to a witness that saw the tree of the old size. */
    public byte[] request(long oldSize, long newSize) throws IOException {
        return new AddCheckpoint(oldSize, proof(oldSize, newSize), checkpoint(newSize)).bytes();
    }
}
