package org.corebucket.bridge.bridge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what bridges told their clients against the ledger that is left: what was acknowledged is there once, what was refused as
 * a replay is there, nothing is there twice, and no size that was shown is larger than the ledger.
 */
final class ClusterChecker {

    private final List<ChainedEntry> chain;
    private final List<String> violations = new ArrayList<>();

    /** An entry of the ledger that is left. */
    record ChainedEntry(long seq, String hash, String previous, String session, String nonce, String signed) {}

    /** What a bridge answered to an update: a receipt, or that it is a replay. */
    sealed interface Told {

        /** Of which update. */
        String session();

        /** It is stored so. */
        record Acknowledged(String session, long seq, String hash) implements Told {}

        /** It is stored already. */
        record Refused(String session) implements Told {}
    }

    private ClusterChecker(List<ChainedEntry> chain) {
        this.chain = chain;
    }

    /**
     * Finds what must not be.
     *
     * @param told all that the bridges told
     * @param sizes all sizes of the ledger that they showed
     * @param chain the ledger's entries, in their order
     * @return a sentence for each violation
     */
    static List<String> violations(List<Told> told, List<Long> sizes, List<ChainedEntry> chain) {
        ClusterChecker checker = new ClusterChecker(chain);
        checker.checkLinks();
        checker.checkMarks();
        checker.checkTold(told);
        for (long size : new HashSet<>(sizes)) {
            checker.require(size <= chain.size(), "a size of " + size + " was shown, and there are " + chain.size());
        }
        return checker.violations;
    }

    private void require(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    private void checkLinks() {
        String last = "";
        for (int i = 0; i < chain.size(); i++) {
            ChainedEntry entry = chain.get(i);
            require(entry.seq() == i + 1, "entry " + (i + 1) + " has the number " + entry.seq());
            require(entry.previous().equals(last), "entry " + entry.seq() + " does not follow from the one before");
            last = entry.hash();
        }
    }

    private void checkMarks() {
        Set<String> marks = new HashSet<>();
        for (ChainedEntry entry : chain) {
            for (String mark :
                    List.of("session " + entry.session(), "nonce " + entry.nonce(), "signed " + entry.signed())) {
                require(marks.add(mark), "entry " + entry.seq() + " is stored twice: " + mark);
            }
        }
    }

    private void checkTold(List<Told> told) {
        Map<String, ChainedEntry> bySession = new HashMap<>();
        chain.forEach(entry -> bySession.put(entry.session(), entry));
        for (Told one : told) {
            ChainedEntry entry = bySession.get(one.session());
            if (entry == null) {
                violations.add("it is not there: " + one);
            } else if (one instanceof Told.Acknowledged acknowledged) {
                require(
                        entry.seq() == acknowledged.seq() && entry.hash().equals(acknowledged.hash()),
                        "it is entry " + entry.seq() + " with the hash " + entry.hash() + ": " + one);
            }
        }
    }
}
