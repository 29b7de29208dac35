package org.corebucket.bridge.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A part of a help's foot: examples, exit codes, and what a command has to say besides.
 *
 * @param title in capitals, as a manual has it
 * @param lines the text; a paragraph flows, a list of examples stays line by line
 * @param verbatim whether line ends and blanks count
 */
record ManualSection(String title, List<String> lines, boolean verbatim) {

    ManualSection {
        lines = List.copyOf(lines);
    }

    /** The parts of a foot: they are divided by empty lines, and begin with a title and a colon, or are notes. */
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

    /** Where the colon behind a title is: some letters and blanks alone; negative if the line has no title. */
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
