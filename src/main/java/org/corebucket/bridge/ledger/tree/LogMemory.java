package org.corebucket.bridge.ledger.tree;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.transparency.TreeHead;

/**
 * What a host remembers of its log outside of the deployment, so that no checkpoint is signed that contradicts one from before the
 * deployment was put back from a backup.
 */
public interface LogMemory {

    /** Remembers nothing. */
    LogMemory NONE = new LogMemory() {
        @Override
        public Optional<TreeHead> last(String origin) {
            return Optional.empty();
        }

        @Override
        public void remember(TreeHead head, Head ledger) {
            // It is forgotten.
        }

        @Override
        public void rememberShown(TreeHead head) {
            // It is forgotten.
        }
    };

    /** The largest tree of which a checkpoint was seen; empty if none is remembered of the log of that name. */
    Optional<TreeHead> last(String origin) throws IOException;

    /**
     * Remembers a checkpoint durably, unless one of a larger tree of that log is remembered; and the ledger that it is of, unless a
     * longer one is.
     *
     * @param ledger where the ledger ends that the checkpoint counts
     */
    void remember(TreeHead head, Head ledger) throws IOException;

    /** Remembers in the same way a checkpoint that somebody else shows: what ledger it counts is not known here. */
    void rememberShown(TreeHead head) throws IOException;
}
