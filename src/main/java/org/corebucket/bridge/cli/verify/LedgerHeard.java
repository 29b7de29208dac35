package org.corebucket.bridge.cli.verify;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.ledger.chain.LedgerLines;
import org.corebucket.bridge.ledger.chain.Position;
import org.corebucket.bridge.ledger.chain.Segments;
import org.corebucket.bridge.ledger.entry.EntryScanner;
import org.corebucket.bridge.ledger.entry.EntryScanner.Part;
import org.corebucket.bridge.policy.ModulesCheck;

/** When modules were last heard, as the end of the ledger says. */
final class LedgerHeard implements ModulesCheck.LastHeard, LedgerLines.Visitor {

    /** Several thousand updates; who was not heard in them was not heard for long. */
    private static final long FARTHEST_BACK = 8 << 20;

    private final Deployment deployment;
    private final Clock clock;
    private final EntryScanner entry = new EntryScanner();
    private final Map<String, Instant> heard = new HashMap<>();
    private int wanted;

    LedgerHeard(Deployment deployment, Clock clock) {
        this.deployment = deployment;
        this.clock = clock;
    }

    @Override
    public String words(Set<String> modules, Duration maxAge) throws IOException {
        for (String module : modules) {
            heard.put(module, Instant.MIN);
        }
        wanted = modules.size();
        try (Segments segments = Segments.of(deployment)) {
            new LedgerLines(segments).backward(FARTHEST_BACK, this);
        }
        StringBuilder words = new StringBuilder("last heard:");
        String separator = " ";
        for (String module : modules) {
            words.append(separator)
                    .append(module)
                    .append(' ')
                    .append(words(heard.getOrDefault(module, Instant.MIN), maxAge));
            separator = ", ";
        }
        return words.toString();
    }

    private String words(Instant last, Duration maxAge) {
        if (last.equals(Instant.MIN)) {
            return "not lately";
        }
        boolean late = last.plus(maxAge).isBefore(clock.instant());
        return UtcTime.of(last) + (late ? " (late)" : "");
    }

    @Override
    public boolean visit(byte[] bytes, int from, int to, Position at) {
        if (entry.scan(bytes, from, to)) {
            String module = entry.text(Part.MODULE);
            Instant known = heard.get(module);
            if (known != null && known.equals(Instant.MIN)) {
                note(module);
            }
        }
        return wanted > 0;
    }

    private void note(String module) {
        try {
            heard.put(module, UtcTime.parse(entry.text(Part.TIMESTAMP)));
            wanted--;
        } catch (DateTimeException e) {
            // An older entry may have a time; that this one has none is for the check of the ledger.
            return;
        }
    }
}
