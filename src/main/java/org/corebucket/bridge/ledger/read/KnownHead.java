package org.corebucket.bridge.ledger.read;

import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;

/**
 * An entry that a ledger is known to have had, and its hash: somebody signed it, was told of it, or has seen it.
 *
 * @param head the entry's number and hash; that of an empty ledger demands nothing
 * @param verb what was done with it
 * @param source the file that says so, as reports name it
 * @param otherwise what is wrong if that entry has another hash
 * @param tooShort what is wrong if there is no such entry
 */
record KnownHead(Head head, String verb, String source, FlawKind otherwise, FlawKind tooShort) {

    /** By the last checkpoint. */
    static KnownHead signed(Head head) {
        return new KnownHead(
                head, "signed", CheckpointFile.PATH, FlawKind.CHECKPOINT_MISMATCH, FlawKind.SHORTER_THAN_CHECKPOINT);
    }

    /** By the mark. */
    static KnownHead acknowledged(Head head) {
        return new KnownHead(
                head,
                "acknowledged",
                DurableMark.PATH,
                FlawKind.NOT_AS_ACKNOWLEDGED,
                FlawKind.SHORTER_THAN_ACKNOWLEDGED);
    }

    /** By this host, which remembers that outside of the deployment. */
    static KnownHead seen(Head head) {
        return new KnownHead(head, "seen", "", FlawKind.NOT_AS_SEEN, FlawKind.SHORTER_THAN_SEEN);
    }

    boolean isOf(long seq) {
        return seq > 0 && seq == head.size();
    }

    /** What is wrong with the entry of its number, as a clause. */
    String otherwise(String hash) {
        return "entry " + head.size() + " has the hash " + hash + ", and " + verb + " was " + head.hash();
    }

    /** What is wrong with a ledger that is shorter, as a clause. */
    String tooShort(long entries) {
        return verb + " were " + head.size() + " entries, and the ledger has " + entries;
    }
}
