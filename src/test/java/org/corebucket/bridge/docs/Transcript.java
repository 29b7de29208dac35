package org.corebucket.bridge.docs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page says that a command prints. A line of {@code …} stands for any number of lines, an {@code …} in a line for
 * anything; numbers, times, identifiers and digests may be others.
 */
record Transcript(List<String> lines) {

    private static final Pattern TOKEN = Pattern.compile(
            "…|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|\\d{8}T\\d{6}Z-[0-9a-f]{6}"
                    + "|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![A-Za-z])(?=[a-f]*\\d)[0-9a-f]{4,}(?![A-Za-z])|\\d+|\\s+");

    /** Whether this could have been printed. */
    boolean matches(String printed) {
        StringBuilder pattern = new StringBuilder();
        for (String line : lines) {
            pattern.append(line.equals("…") ? "(?:.*\\n)*?" : pattern(line) + "\\n");
        }
        String ended = printed.isEmpty() || printed.endsWith("\n") ? printed : printed + "\n";
        return Pattern.matches(pattern.toString(), ended);
    }

    private static String pattern(String line) {
        StringBuilder pattern = new StringBuilder();
        Matcher token = TOKEN.matcher(line);
        int end = 0;
        while (token.find()) {
            pattern.append(Pattern.quote(line.substring(end, token.start()))).append(pattern(token));
            end = token.end();
        }
        return pattern + Pattern.quote(line.substring(end));
    }

    private static String pattern(Matcher token) {
        String text = token.group();
        if (text.equals("…")) {
            return ".*";
        }
        if (text.isBlank()) {
            return "\\s+";
        }
        if (text.matches("\\d+")) {
            return "\\d+";
        }
        return text.endsWith("Z") ? "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z" : "[0-9a-fTZ-]+";
    }
}
