package org.corebucket.bridge.cli.manual;

import java.util.List;
import java.util.Locale;

/**
 * Writes text in the language of {@code man(7)}. No text is taken for a request or an escape, and dashes stay dashes.
 */
final class Roff {

    private static final int WIDTH = 80;
    private static final String SYSTEM = "Core\\-Bucket Bridge";

    private final StringBuilder page = new StringBuilder();

    /** Adds what each page begins with: its name, in a section of the manual, its release, and what it is about. */
    Roff heading(String name, int section, Release release, String about) {
        request("TH " + escape(name.toUpperCase(Locale.ROOT)) + " " + section + " "
                + escape(release.date().toString()) + " \"bridgectl " + escape(release.version()) + "\" \"" + SYSTEM
                + "\"");
        // No word is hyphenated and no line justified, so that examples can be typed as they are shown.
        return request("nh").request("ad l").request("SH NAME").escaped(escape(name) + " \\- " + escape(about));
    }

    /** Adds what each page ends with: the names of others, each with its section, as {@code bridgectl (1)}. */
    Roff seeAlso(List<String> others) {
        request("SH \"SEE ALSO\"");
        for (int i = 0; i < others.size(); i++) {
            request("BR " + escape(others.get(i)) + (i < others.size() - 1 ? "," : ""));
        }
        return this;
    }

    /** Adds a request with its arguments as they are, like {@code .SH NAME}. */
    Roff request(String line) {
        page.append('.').append(line).append('\n');
        return this;
    }

    /** Adds a paragraph. {@code man} fills its lines anew; in the file they are short, as is the custom. */
    Roff text(String paragraph) {
        StringBuilder line = new StringBuilder();
        for (String word : escape(paragraph).split(" ", -1)) {
            if (line.length() > 0 && line.length() + word.length() >= WIDTH) {
                escaped(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        return escaped(line.toString());
    }

    /** Adds a line in bold. */
    Roff bold(String line) {
        page.append("\\fB").append(escape(line)).append("\\fR\n");
        return this;
    }

    /** Adds a line that stays as it is. */
    Roff verbatim(String line) {
        return escaped(escape(line));
    }

    /** Adds a line that the caller has escaped. */
    Roff escaped(String line) {
        page.append(protect(line)).append('\n');
        return this;
    }

    /** Escapes the characters that begin an escape, or that {@code man} would show as other characters. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '`' -> escaped.append("\\(ga");
                case '\'' -> escaped.append("\\(aq");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Protects a line that begins with a full stop, which would make it a request. */
    private static String protect(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
