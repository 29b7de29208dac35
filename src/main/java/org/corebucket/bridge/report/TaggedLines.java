package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import org.corebucket.bridge.report.ReportWriter.TextStyle;
import org.corebucket.bridge.text.OneLine;

/** Writes the lines of the text form. Most begin with a tag for the kind of line. Each call writes exactly one line. */
final class TaggedLines {

    /** A kind of line, and the colour of its tag as the parameters of an SGR sequence (ECMA-48, 8.3.117). */
    enum Tag {
        LOCK(""),
        OK("32"),
        SKIP("90"),
        WARN("33"),
        FIX("36"),
        ERROR("1;31"),
        CRITICAL("1;31");

        private final String plain = "[" + name() + "]";
        private final String coloured;

        Tag(String colour) {
            coloured = colour.isEmpty() ? plain : "\u001b[" + colour + "m" + plain + "\u001b[0m";
        }
    }

    private final TextStyle style;
    private final Writer out;

    TaggedLines(TextStyle style, Writer out) {
        this.style = style;
        this.out = out;
    }

    /** A line that is never left out. */
    void tagged(Tag tag, String text) throws IOException {
        out.write(style.colour() ? tag.coloured : tag.plain);
        out.write(' ');
        plain(text);
    }

    /** A line that only says that something is right or in progress. It is left out under {@code --quiet}. */
    void progress(Tag tag, String text) throws IOException {
        if (!style.quiet()) {
            tagged(tag, text);
        }
    }

    /** A line without a tag. */
    void plain(String text) throws IOException {
        out.write(OneLine.of(text));
        out.write('\n');
    }
}
