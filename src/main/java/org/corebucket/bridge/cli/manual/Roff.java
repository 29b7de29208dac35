package org.corebucket.bridge.cli.manual;

/** Text in the language of {@code man(7)}: nothing in it is taken for a request or an escape, and dashes stay dashes. */
final class Roff {

    private static final int WIDTH = 80;

    private final StringBuilder page = new StringBuilder();

    /** A request with its arguments, as they are; {@code .SH NAME}. */
    Roff request(String line) {
        page.append('.').append(line).append('\n');
        return this;
    }

    /** A paragraph: its lines are as long as their reader's are wide, but short here, as is the custom. */
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

    /** A line in bold. */
    Roff bold(String line) {
        page.append("\\fB").append(escape(line)).append("\\fR\n");
        return this;
    }

    /** A line of a block that stays as it is. */
    Roff verbatim(String line) {
        return escaped(escape(line));
    }

    /** A line that is escaped by its maker. */
    Roff escaped(String line) {
        page.append(protect(line)).append('\n');
        return this;
    }

    /** Escapes what a terminal would show as something else, or that begins an escape. */
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

    /** A line that begins with a full stop would be a request. */
    private static String protect(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
