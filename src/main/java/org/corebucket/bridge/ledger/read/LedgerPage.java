package org.corebucket.bridge.ledger.read;

import java.util.List;
import java.util.Optional;

/**
 * Some lines that follow each other. Each byte of them is one character (ISO 8859-1), so that whoever has them can hash what
 * lies on disk, tampered or not.
 *
 * @param lines the oldest first, without line feeds
 * @param lead the line before the first, which that one must link to; empty at the ledger's begin
 * @param begin where the first begins
 * @param end where the last ends
 * @param last whether no whole line follows
 */
public record LedgerPage(
        List<String> lines, Optional<String> lead, LedgerPosition begin, LedgerPosition end, boolean last) {

    public LedgerPage {
        lines = List.copyOf(lines);
    }
}
