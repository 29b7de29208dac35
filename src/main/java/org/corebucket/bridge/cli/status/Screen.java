package org.corebucket.bridge.cli.status;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.status.SectionAnswer;
import org.corebucket.bridge.status.StatusSubject;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.text.TextColumns;

/**
 * Prints the status for people: a tag and a name before each section, and at the end the sections that need attention.
 */
final class Screen {

    private static final int TAG = 8;
    private static final int NAME = 12;
    private static final int INDENT = TAG + NAME;
    private static final int GOES_ON = 2;
    private static final String NEXT = "next: ";

    private final PrintWriter out;
    private final boolean colour;
    private final int columns;

    /**
     * A screen of this width.
     *
     * @param columns from 20 to 300
     */
    Screen(PrintWriter out, boolean colour, int columns) {
        this.out = out;
        this.colour = colour;
        this.columns = columns;
    }

    void show(StatusSubject subject, List<SectionAnswer> sections) {
        String system = subject.system().isEmpty() ? "bridgectl" : subject.system();
        String time = UtcTime.of(subject.now().truncatedTo(ChronoUnit.SECONDS));
        String title = OneLine.of(system + " on " + subject.host().name());
        int most = columns - time.length();
        if (most > 1) {
            out.println(TextColumns.padded(TextColumns.cut(title, most - 1), most) + time);
        } else {
            print("", title, "");
            out.println(time);
        }
        print("", OneLine.of(FileNames.of(subject.deployment().root())), "");
        out.println();
        List<String> concerns = new ArrayList<>();
        for (SectionAnswer section : sections) {
            show(section);
            if (section.facts().level().concerns()) {
                concerns.add(section.name());
            }
        }
        out.println();
        print("", concerns.isEmpty() ? "Nothing needs attention." : "Look at: " + String.join(", ", concerns), "");
        out.flush();
    }

    private void show(SectionAnswer section) {
        String name = section.name();
        String before = section.facts().level().tag(colour) + TextColumns.padded(name, NAME);
        // On a narrow screen the lines begin at the left, below the name.
        int indent = columns - INDENT < INDENT ? GOES_ON : INDENT;
        if (indent == GOES_ON) {
            out.println(before.stripTrailing());
            before = " ".repeat(indent);
        }
        for (String line : section.facts().lines()) {
            print(before, OneLine.of(line), " ".repeat(indent));
            before = " ".repeat(indent);
        }
        String next = OneLine.of(section.facts().next());
        if (!next.isEmpty()) {
            // A command is never wrapped, so that it can be copied; a long one begins further to the left.
            boolean fits = INDENT + NEXT.length() + TextColumns.width(next) <= columns;
            out.println(" ".repeat(fits ? INDENT : columns < 2 * INDENT ? GOES_ON : TAG) + NEXT + next);
        }
    }

    /**
     * Prints a text, wrapped to the width.
     *
     * @param before stands before its first line; it may have colours, which take no room
     * @param goesOn stands before its further lines
     */
    private void print(String before, String line, String goesOn) {
        String begin = before;
        for (String part : TextColumns.wrapped(line, columns - goesOn.length())) {
            out.println(begin + part);
            begin = goesOn;
        }
    }
}
