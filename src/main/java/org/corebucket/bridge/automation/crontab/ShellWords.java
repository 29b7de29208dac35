package org.corebucket.bridge.automation.crontab;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command of a crontab, as {@code sh} would read them, if it needs no shell: plain words, quotes and backslashes.
 * Whatever else a shell would do is a flaw, since a job starts a program and no shell.
 *
 * @param words the program and its arguments; empty if there is a flaw
 * @param flaw why it needs a shell; empty if it does not
 */
record ShellWords(List<String> words, String flaw) {

    private static final String SCRIPT = "; write it into a script, and make that an entrypoint";

    ShellWords {
        words = List.copyOf(words);
    }

    /** Reads the command of a crontab, in which a percent sign ends it unless a backslash stands before it. */
    static ShellWords of(String command) {
        return new WordReader(command).read();
    }

    /** Reads one command. */
    private static final class WordReader {

        private final String text;
        private final List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean inWord;
        private String flaw = "";
        private int at;

        WordReader(String text) {
            this.text = text;
        }

        ShellWords read() {
            while (at < text.length() && flaw.isEmpty()) {
                char c = text.charAt(at++);
                if (c == ' ' || c == '\t') {
                    endWord();
                } else {
                    plain(c);
                }
            }
            endWord();
            return flaw.isEmpty() ? new ShellWords(words, "") : new ShellWords(List.of(), flaw);
        }

        private void plain(char c) {
            switch (c) {
                case '\'' -> quoted('\'');
                case '"' -> quoted('"');
                case '\\' -> escaped();
                default -> {
                    flaw = flaw(c);
                    add(c);
                }
            }
        }

        private void escaped() {
            if (at == text.length()) {
                flaw = "it ends in a backslash";
            } else {
                add(text.charAt(at++));
            }
        }

        private void quoted(char quote) {
            inWord = true;
            while (at < text.length() && flaw.isEmpty()) {
                char c = text.charAt(at++);
                if (c == quote) {
                    return;
                }
                char next = at < text.length() ? text.charAt(at) : 0;
                boolean escapes = c == '\\' && (next == '%' || (quote == '"' && "$`\"\\".indexOf(next) >= 0));
                if (escapes) {
                    at++;
                } else if (c == '%' || (quote == '"' && "$`".indexOf(c) >= 0)) {
                    flaw = flaw(c);
                }
                add(escapes ? next : c);
            }
            flaw = flaw.isEmpty() ? "a quote is not closed" : flaw;
        }

        private void add(char c) {
            inWord = true;
            word.append(c);
        }

        private void endWord() {
            if (inWord) {
                words.add(word.toString());
            }
            word.setLength(0);
            inWord = false;
        }

        /** What an unquoted character would have a shell do; empty if it stands for itself. */
        private String flaw(char c) {
            return switch (c) {
                case '%' ->
                    "% ends the command, and what follows is its standard input, which is empty for a job; a plain one is \\%";
                case '|' -> "it has a pipe or a list (|)" + SCRIPT;
                case '<', '>' ->
                    "it has a redirection (" + c + "); what it prints is kept in automation/reports/engine.log:"
                            + " take the redirection out, or write it into a script";
                case '&' -> "it runs in the background, or has a list (&)" + SCRIPT;
                case ';' -> "it has more than one command (;)" + SCRIPT;
                case '$', '`' -> "a shell would put something in place of " + c + SCRIPT;
                case '*', '?', '[' -> "a shell would look for names (" + c + ")" + SCRIPT;
                case '(', ')', '{', '}' -> "it has a group of commands, or braces (" + c + ")" + SCRIPT;
                case '~' -> inWord ? "" : "a shell would put a home in place of ~; write the path";
                case '#' -> inWord ? "" : "a comment stands behind it (#); put that on a line of its own";
                case '=' -> words.isEmpty() ? "it sets a variable" + SCRIPT : "";
                default -> c < ' ' || c == 127 ? "it has a control character" : "";
            };
        }
    }
}
