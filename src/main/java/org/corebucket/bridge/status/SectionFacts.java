package org.corebucket.bridge.status;

import java.util.List;
import org.corebucket.bridge.json.JsonWriter;

/**
 * What a section found, for people and for programs.
 *
 * @param level how much it needs attention
 * @param lines the text for people, at least one line; each may be wrapped
 * @param next the command to type next; empty if there is nothing to do
 * @param members writes the members that the section's JSON object has besides level, error and next
 */
public record SectionFacts(Level level, List<String> lines, String next, JsonWriter.Members members) {

    public SectionFacts {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a section that has nothing to say says that");
        }
    }

    /** Facts with nothing to do next. */
    public SectionFacts(Level level, List<String> lines, JsonWriter.Members members) {
        this(level, lines, "", members);
    }
}
