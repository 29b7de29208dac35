package org.corebucket.bridge.enforcement;

import java.nio.file.Path;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.Quoted;

/** A path as it can stand in a rule, whose words have no quotes and no escapes. */
final class RulePath {

    /** What is no separator, quote, pattern or comment in the rules of fapolicyd or of AppArmor. */
    private static final String MARKS = "._/+~=@-";

    private RulePath() {}

    /**
     * The path's text.
     *
     * @param what the thing at the path, with its article
     * @throws RefusedException if it has a character that would end or change a rule
     */
    static String of(Path path, String what) throws RefusedException {
        String text = path.toString();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!plain && MARKS.indexOf(c) < 0) {
                throw new RefusedException("no rule can name " + what + ", " + Quoted.of(text) + ", since it has "
                        + Quoted.of(String.valueOf(c))
                        + " in it\nMove it to a path of ASCII letters, digits and any of "
                        + MARKS);
            }
        }
        return text;
    }
}
