package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.corebucket.bridge.text.OneLine;

/**
 * Writes one XML 1.0 document in ASCII, element by element. {@link OneLine} removes all characters from values that XML forbids
 * (2.2), so that every value can be written and every document parses. Loading the JDK's own writer would take longer than
 * writing the report, and it neither indents nor keeps to ASCII.
 */
final class XmlWriter {

    private final Writer out;
    private final Deque<String> open = new ArrayDeque<>();
    private boolean inTag;
    private boolean inText;

    XmlWriter(Writer out) throws IOException {
        this.out = out;
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    }

    /** Begins an element below the innermost open one. */
    XmlWriter begin(String element) throws IOException {
        endTag();
        newLine();
        out.write('<');
        out.write(element);
        open.push(element);
        inTag = true;
        return this;
    }

    /** An attribute of the element just begun. */
    XmlWriter attribute(String name, String value) throws IOException {
        if (!inTag) {
            throw new IllegalStateException("the start tag has ended: " + name);
        }
        out.write(' ');
        out.write(name);
        out.write("=\"");
        escape(OneLine.of(value));
        out.write('"');
        return this;
    }

    /** Writes lines as the content of the innermost element. */
    XmlWriter lines(List<String> lines) throws IOException {
        endTag();
        for (String line : lines) {
            escape(OneLine.of(line));
            out.write('\n');
        }
        inText = true;
        return this;
    }

    /** Ends the innermost element; the document ends with the outermost. */
    XmlWriter end() throws IOException {
        String element = open.pop();
        if (inTag) {
            out.write("/>");
            inTag = false;
        } else {
            if (!inText) {
                newLine();
            }
            out.write("</" + element + ">");
        }
        inText = false;
        if (open.isEmpty()) {
            out.write('\n');
            out.flush();
        }
        return this;
    }

    private void endTag() throws IOException {
        if (inTag) {
            out.write('>');
            inTag = false;
        }
    }

    private void newLine() throws IOException {
        out.write('\n');
        for (int i = 0; i < open.size(); i++) {
            out.write("  ");
        }
    }

    private void escape(String value) throws IOException {
        int codePoint;
        for (int i = 0; i < value.length(); i += Character.charCount(codePoint)) {
            codePoint = value.codePointAt(i);
            switch (codePoint) {
                case '&' -> out.write("&amp;");
                case '<' -> out.write("&lt;");
                case '>' -> out.write("&gt;");
                case '"' -> out.write("&quot;");
                default -> {
                    if (codePoint <= '~') {
                        out.write(codePoint);
                    } else {
                        out.write("&#" + codePoint + ";");
                    }
                }
            }
        }
    }
}
