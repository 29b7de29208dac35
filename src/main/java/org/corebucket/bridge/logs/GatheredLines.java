package org.corebucket.bridge.logs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines of one thread that are written together, one write for each log, and what waits for that. */
final class GatheredLines {

    /** So many characters are not kept any longer: a batch of the longest updates must not be in memory as text, too. */
    private static final int MOST = 1 << 18;

    private final Map<RollingLog, StringBuilder> lines = new HashMap<>();
    private final List<Runnable> behind = new ArrayList<>();
    private int length;

    void add(RollingLog log, String line) {
        StringBuilder text = lines.computeIfAbsent(log, one -> new StringBuilder());
        if (text.length() > 0) {
            text.append('\n');
        }
        text.append(line);
        length += line.length();
        if (length > MOST) {
            write();
        }
    }

    void then(Runnable action) {
        behind.add(action);
    }

    /** Writes what is left, and does what waited for it. */
    void end() {
        write();
        behind.forEach(Runnable::run);
    }

    private void write() {
        lines.forEach((log, text) -> log.append(text.toString()));
        lines.clear();
        length = 0;
    }
}
