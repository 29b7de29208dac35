package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.seal.TrustState.SeenLedger;
import org.corebucket.bridge.seal.TrustStore;

/** The ledger's head as this host has seen it last, which it remembers outside of the deployment. */
final class SeenLedgers {

    private final TrustStore store;

    SeenLedgers(Deployment deployment, Host host) {
        this.store = new TrustStore(deployment, host);
    }

    Head last() throws IOException {
        SeenLedger seen = store.seenLedger();
        return seen == null ? Head.EMPTY : new Head(seen.size(), seen.head());
    }

    /** Remembers a head in place of the one before, even if the new one is smaller. */
    void replace(Head head) throws IOException {
        store.replace(head.size() == 0 ? null : new SeenLedger(head.size(), head.hash()));
    }
}
