package org.corebucket.bridge.certificate;

import org.corebucket.bridge.json.Quoted;

/** Text in Markdown (CommonMark 0.31, section 2.4). */
final class Markdown {

    private static final String MEANING = "\\`*[]<>&|#";

    private Markdown() {}

    /** Text that stands for itself on one line, in ASCII, whatever it is. */
    static String escaped(String text) {
        String printable = Quoted.printable(text);
        StringBuilder out = new StringBuilder(printable.length());
        for (int i = 0; i < printable.length(); i++) {
            char c = printable.charAt(i);
            if (MEANING.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }
}
