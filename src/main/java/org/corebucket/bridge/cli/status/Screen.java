package org.corebucket.bridge.cli.status;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.cli.status.fact.Subject;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.report.OneLine;

/** The screen for people: 80 columns, a tag and a name before each section, and at the end what to look at. */
final class Screen {

    private static final int COLUMNS = 80;
    private static final int TAG = 8;
    private static final int NAME = 12;
    private static final int INDENT = TAG + NAME;
    private static final String NEXT = "next: ";

    private final PrintWriter out;
    private final boolean colour;

    Screen(PrintWriter out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    void show(Subject subject, List<Answered> sections) {
        String system = subject.system().isEmpty() ? "bridgectl" : subject.system();
        String time = UtcTime.of(subject.now().truncatedTo(ChronoUnit.SECONDS));
        String title = OneLine.of(system + " on " + subject.host().name());
        int most = COLUMNS - time.length() - 1;
        String shown = title.length() <= most ? title : title.substring(0, most);
        out.println(shown + " ".repeat(COLUMNS - shown.length() - time.length()) + time);
        out.println(OneLine.of(subject.deployment().root().toString()));
        out.println();
        List<String> concerns = new ArrayList<>();
        for (Answered section : sections) {
            show(section);
            if (section.facts().level().concerns()) {
                concerns.add(section.name());
            }
        }
        out.println();
        out.println(concerns.isEmpty() ? "Nothing needs attention." : "Look at: " + String.join(", ", concerns));
        out.flush();
    }

    private void show(Answered section) {
        String name = section.name();
        String before = section.facts().level().tag(colour) + name + " ".repeat(NAME - name.length());
        for (String line : section.facts().lines()) {
            for (String part : wrapped(OneLine.of(line), COLUMNS - INDENT)) {
                out.println(before + part);
                before = " ".repeat(INDENT);
            }
        }
        String next = OneLine.of(section.facts().next());
        if (!next.isEmpty()) {
            // A command that is cut in two can't be copied; a long one begins further to the left.
            boolean fits = INDENT + NEXT.length() + next.length() <= COLUMNS;
            out.println(" ".repeat(fits ? INDENT : TAG) + NEXT + next);
        }
    }

    /** Text in lines of so many characters, broken at blanks where there are some. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            boolean words = blank > 0;
            lines.add(rest.substring(0, words ? blank : width));
            // What goes on is set in, so that it can't be taken for something else.
            rest = "  " + rest.substring(words ? blank + 1 : width);
        }
        lines.add(rest);
        return lines;
    }
}
