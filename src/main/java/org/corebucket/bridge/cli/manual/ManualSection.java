package org.corebucket.bridge.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A part of the foot of a command's help: examples, exit codes, or notes.
 *
 * @param title in capitals, as manual pages have it
 * @param lines the text
 * @param verbatim whether the lines stay as they are, like examples, instead of flowing as a paragraph
 */
record ManualSection(String title, List<String> lines, boolean verbatim) {

    ManualSection {
        lines = List.copyOf(lines);
    }

    /**
     * The parts of a foot, which are divided by empty lines. A part begins with a title and a colon; one without a
     * title is a note.
     */
    static List<ManualSection> of(String... footer) {
        List<ManualSection> sections = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : footer) {
            if (line.isEmpty() && !lines.isEmpty()) {
                sections.add(parse(lines));
                lines = new ArrayList<>();
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        if (!lines.isEmpty()) {
            sections.add(parse(lines));
        }
        return sections;
    }

    private static ManualSection parse(List<String> lines) {
        String first = lines.get(0);
        int colon = titleEnd(first);
        if (colon < 0) {
            return new ManualSection("NOTES", lines, false);
        }
        List<String> text = new ArrayList<>(lines.subList(1, lines.size()));
        String behind = first.substring(colon + 1).strip();
        if (!behind.isEmpty()) {
            text.add(0, behind);
        }
        return new ManualSection(first.substring(0, colon).toUpperCase(Locale.ROOT), text, behind.isEmpty());
    }

    /** Where the colon behind a title is; negative if the line has no title. A title has only letters and blanks. */
    private static int titleEnd(String line) {
        int colon = line.indexOf(':');
        for (int i = 0; i < colon; i++) {
            if (!Character.isLetter(line.charAt(i)) && line.charAt(i) != ' ') {
                return -1;
            }
        }
        return colon;
    }

    /** The text as one paragraph. */
    String paragraph() {
        return String.join(" ", lines.stream().map(String::strip).toList());
    }
}
