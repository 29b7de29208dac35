package org.corebucket.bridge.status;

import java.util.List;
import org.corebucket.bridge.json.JsonWriter;

/**
 * What a section found, for people and the same for programs.
 *
 * @param lines at least one; each may be wrapped
 * @param next the command to type, if there is something to be done; else empty
 * @param members writes what the section's JSON object has besides level, error and next
 */
public record SectionFacts(Level level, List<String> lines, String next, JsonWriter.Members members) {

    public SectionFacts {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a section that has nothing to say says that");
        }
    }

    /** Without anything to be done. */
    public SectionFacts(Level level, List<String> lines, JsonWriter.Members members) {
        this(level, lines, "", members);
    }
}
