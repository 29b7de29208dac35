package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * An entry that somebody asks for.
 *
 * @param hash of its line as that is now, whatever the line states
 */
record WantedEntry(long seq, String module, Sha256 hash) {

    /** Finds an entry by its number. */
    static WantedEntry numbered(LedgerReading ledger, long seq) throws IOException, MendableException {
        List<WantedEntry> found = new ArrayList<>();
        EntryScanner entry = new EntryScanner();
        ledger.forward(ledger.find(seq), (bytes, from, to, at) -> {
            if (entry.read(bytes, from, to) && entry.seq() == seq) {
                found.add(of(entry));
            }
            return false;
        });
        if (found.isEmpty()) {
            throw MendableException.missing(
                    "the ledger has no entry " + seq + "\nSee which are the last: bridgectl provenance show --last 5");
        }
        return found.get(0);
    }

    /**
     * Finds the entry of a session. A session's id is its module's own, so several modules may have one alike.
     *
     * @param module whose session it is; null if nobody said
     */
    static WantedEntry ofSession(LedgerPlace place, String session, @Nullable String module)
            throws IOException, MendableException, UsageException {
        List<WantedEntry> found = new ArrayList<>();
        List<Long> numbers = place.ofSession(session, Optional.ofNullable(module));
        try (LedgerReading ledger = place.read()) {
            for (long number : numbers) {
                found.add(numbered(ledger, number));
            }
        }
        if (found.isEmpty()) {
            throw MendableException.missing("the ledger has no entry of session " + OneLine.of(session)
                    + (module == null ? "" : " of module " + OneLine.of(module))
                    + "\nSee which are the last: bridgectl provenance show --last 5; and what has not arrived yet:"
                    + " bridgectl status");
        }
        if (found.size() > 1) {
            throw new UsageException("several entries have the session " + OneLine.of(session) + ": " + listed(found)
                    + "; name one by --entry N, or its module by --module M");
        }
        return found.get(0);
    }

    private static String listed(List<WantedEntry> found) {
        StringBuilder list = new StringBuilder();
        for (WantedEntry each : found) {
            list.append(list.length() == 0 ? "" : ", ")
                    .append(each.seq())
                    .append(" of module ")
                    .append(OneLine.of(each.module()));
        }
        return list.toString();
    }

    private static WantedEntry of(EntryScanner entry) {
        return new WantedEntry(entry.seq(), entry.text(EntryPart.MODULE), Sha256.ofBytes(entry.actual()));
    }
}
