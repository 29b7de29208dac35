package org.corebucket.bridge.policy;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.text.Digits;

/**
 * An approved form of an entrypoint's arguments, like {@code --watch --interval {minutes}} (CONTRACT 3). It is compared
 * argument by argument, to the letter; {@code {word}} stands for one positive whole number.
 *
 * @param words the arguments in order; none of them is empty or has a space
 */
public record ArgumentForm(List<String> words) {

    /** The most digits of a number: any nine digits fit into an {@code int}. */
    private static final int MOST_DIGITS = 9;

    public ArgumentForm {
        words = List.copyOf(words);
        for (String word : words) {
            requireWord(word);
        }
    }

    /**
     * Reads a form as the policy writes it: words with one space between them. The empty text stands for no arguments.
     *
     * @throws IllegalArgumentException for any other spaces, and for braces that are not a placeholder
     */
    public static ArgumentForm parse(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length() && !text.isEmpty(); i++) {
            if (i == text.length() || text.charAt(i) == ' ') {
                words.add(text.substring(start, i));
                start = i + 1;
            }
        }
        return new ArgumentForm(words);
    }

    /** Whether this form approves these arguments. */
    public boolean matches(List<String> arguments) {
        if (arguments.size() != words.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String argument = arguments.get(i);
            if (isPlaceholder(word) ? !isPositiveNumber(argument) : !word.equals(argument)) {
                return false;
            }
        }
        return true;
    }

    /** The form as the policy writes it. */
    public String text() {
        return String.join(" ", words);
    }

    private static void requireWord(String word) {
        if (word.isEmpty()) {
            throw new IllegalArgumentException("a form of arguments has one space between two words, and no other");
        }
        Policy.requirePrintable(word);
        if (word.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(Quoted.of(word) + " is more than one word");
        }
        if ((word.indexOf('{') >= 0 || word.indexOf('}') >= 0) && !isPlaceholder(word)) {
            throw new IllegalArgumentException(Quoted.of(word) + " is neither a plain word nor a {placeholder}");
        }
    }

    private static boolean isPlaceholder(String word) {
        int last = word.length() - 1;
        if (last < 2 || word.charAt(0) != '{' || word.charAt(last) != '}') {
            return false;
        }
        for (int i = 1; i < last; i++) {
            char c = word.charAt(i);
            if ((c < 'a' || c > 'z') && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** Accepts ASCII digits without sign or leading zero, so that each number has one spelling. */
    private static boolean isPositiveNumber(String argument) {
        return Digits.isNumber(argument, MOST_DIGITS) && argument.charAt(0) != '0';
    }
}
