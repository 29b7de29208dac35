package org.corebucket.bridge.ledger.read;

import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.Head;

/**
 * Consecutive lines of a ledger. Each byte is one character (ISO 8859-1), so a reader can hash exactly what lies on
 * disk, even if somebody altered it.
 *
 * @param lines the oldest first, without line feeds
 * @param lead the line before the first one, to which the first one must link; empty at the ledger's beginning, and behind what was
 *     archived
 * @param begin where the first line begins
 * @param end where the last line ends
 * @param archived the last entry that was moved out of the ledger; the empty head if none was
 * @param last whether no whole line follows
 */
public record LedgerPage(
        List<String> lines,
        Optional<String> lead,
        LedgerPosition begin,
        LedgerPosition end,
        Head archived,
        boolean last) {

    public LedgerPage {
        lines = List.copyOf(lines);
    }
}
