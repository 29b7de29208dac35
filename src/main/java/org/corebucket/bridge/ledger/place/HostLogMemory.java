package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.tree.LogMemory;
import org.corebucket.bridge.seal.TrustState.SeenLedger;
import org.corebucket.bridge.seal.TrustState.SeenLog;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.transparency.TreeHead;

/** Remembers the log, and the ledger that it is of, in this host's state outside of the deployment. */
public record HostLogMemory(TrustStore store) implements LogMemory {

    @Override
    public Optional<TreeHead> last(String origin) throws IOException {
        SeenLog seen = store.seenLog();
        return seen == null || !seen.origin().equals(origin)
                ? Optional.empty()
                : Optional.of(new TreeHead(origin, seen.size(), Sha256.parse(seen.root()), List.of()));
    }

    @Override
    public void remember(TreeHead head, Head ledger) throws IOException {
        store.remember(seen(head), new SeenLedger(ledger.size(), ledger.hash()));
    }

    @Override
    public void rememberShown(TreeHead head) throws IOException {
        store.remember(seen(head));
    }

    private static SeenLog seen(TreeHead head) {
        return new SeenLog(head.origin(), head.size(), head.root().hex());
    }
}
