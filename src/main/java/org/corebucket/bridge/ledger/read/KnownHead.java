package org.corebucket.bridge.ledger.read;

import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;

/**
 * A head that a ledger is known to have had, because it was signed, acknowledged, or seen by this host.
 *
 * @param head the number and hash of the entry; the empty head demands nothing
 * @param verb what was done with the head, as messages say it
 * @param source the file that records the head, as reports name it
 * @param otherwise the kind of flaw if that entry has another hash
 * @param tooShort the kind of flaw if there is no such entry
 */
record KnownHead(Head head, String verb, String source, FlawKind otherwise, FlawKind tooShort) {

    /** The head that the last checkpoint signs. */
    static KnownHead signed(Head head) {
        return new KnownHead(
                head,
                "signed",
                LedgerFiles.CHECKPOINTS,
                FlawKind.CHECKPOINT_MISMATCH,
                FlawKind.SHORTER_THAN_CHECKPOINT);
    }

    /** The head that the mark states. */
    static KnownHead acknowledged(Head head) {
        return new KnownHead(
                head,
                "acknowledged",
                DurableMark.PATH,
                FlawKind.NOT_AS_ACKNOWLEDGED,
                FlawKind.SHORTER_THAN_ACKNOWLEDGED);
    }

    /** The head that this host has seen, and remembers outside of the deployment. */
    static KnownHead seen(Head head) {
        return new KnownHead(head, "seen", "", FlawKind.NOT_AS_SEEN, FlawKind.SHORTER_THAN_SEEN);
    }

    boolean isOf(long seq) {
        return seq > 0 && seq == head.size();
    }

    /** What is wrong with an entry of this number that has another hash, as a clause. */
    String otherwise(String hash) {
        return "entry " + head.size() + " has the hash " + hash + ", and " + verb + " was " + head.hash();
    }

    /** What is wrong with a ledger of fewer entries, as a clause. */
    String tooShort(long entries) {
        return verb + " were " + head.size() + " entries, and the ledger has " + entries;
    }
}
