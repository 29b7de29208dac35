package org.corebucket.bridge.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of Markdown, as far as its fenced blocks of commands go. Comments right above a block, which readers don't see,
 * say how it is run:
 *
 * <ul>
 *   <li>{@code <!-- given: STATE -->} what there is before it: a function of {@code docs/harness.sh};
 *   <li>{@code <!-- exits: N -->} how its last command ends, if not in 0;
 *   <li>{@code <!-- until: TEXT -->} what a command behind which {@code &} stands prints when it is ready;
 *   <li>{@code <!-- example -->} that what it prints is an example, and not compared;
 *   <li>{@code <!-- needs: WHAT -->} that it counts as soon as there is this command of bridgectl, or this file;
 *   <li>{@code <!-- on a host: NAME -->} that {@code scripts/host-test} types it, by this name, and it is only looked at here;
 *   <li>{@code <!-- not run: REASON -->} that another test runs the same, say, and it is only looked at.
 * </ul>
 *
 * @param name for messages
 * @param blocks in their order
 */
record Page(String name, List<Block> blocks) {

    private static final List<String> LANGUAGES = List.of("sh", "console", "yaml", "json", "text");

    /** One command line, and the lines that the page says it prints. */
    record Command(int line, String text, List<String> output) {}

    /** A fenced block. */
    record Block(int line, String language, List<String> lines, List<String> comments) {

        /** What a comment says, or nothing. */
        String comment(String name) {
            String said = "";
            for (String comment : comments) {
                if (comment.equals(name) || comment.startsWith(name + ": ")) {
                    said = comment.substring(name.length()).replaceFirst("^: ", "");
                }
            }
            return said;
        }

        boolean says(String name) {
            return comments.stream().anyMatch(comment -> comment.equals(name) || comment.startsWith(name + ": "));
        }

        boolean isOnlyLookedAt() {
            return says("not run") || says("on a host");
        }

        boolean hasCommands() {
            return language.equals("sh") || language.equals("console");
        }

        /** Its command lines; in a console's block each begins with a dollar sign, and its output follows. */
        List<Command> commands() {
            List<Command> commands = new ArrayList<>();
            boolean console = language.equals("console");
            for (int i = 0; i < lines.size(); i++) {
                String text = lines.get(i);
                if (console && !text.startsWith("$ ")) {
                    throw new IllegalStateException(
                            "line " + (line + 1 + i) + " is no command, and none stands before");
                }
                int begin = i;
                StringBuilder command = new StringBuilder(console ? text.substring(2) : text);
                while (isOpen(command)) {
                    command.append('\n').append(lines.get(++i));
                }
                List<String> output = new ArrayList<>();
                while (console && i + 1 < lines.size() && !lines.get(i + 1).startsWith("$ ")) {
                    output.add(lines.get(++i));
                }
                if (command.toString().endsWith("&")) {
                    // It goes on printing while others run.
                    output.add("…");
                }
                commands.add(new Command(line + 1 + begin, command.toString(), output));
            }
            return commands;
        }

        private static boolean isOpen(CharSequence command) {
            return command.length() > 0 && command.charAt(command.length() - 1) == '\\';
        }
    }

    static Page read(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        List<String> comments = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i);
            if (text.startsWith("```")) {
                int begin = i;
                while (!lines.get(++i).startsWith("```")) {
                    // to the end of the block
                }
                blocks.add(block(file, begin, lines.subList(begin, i), comments));
                comments.clear();
            } else if (text.startsWith("<!-- ")) {
                comments.add(text.substring("<!-- ".length(), text.indexOf(" -->")));
            } else if (!text.isBlank()) {
                comments.clear();
            }
        }
        return new Page(String.valueOf(file.getFileName()), List.copyOf(blocks));
    }

    private static Block block(Path file, int begin, List<String> fenced, List<String> comments) {
        String language = fenced.get(0).substring(3);
        if (!LANGUAGES.contains(language)) {
            throw new IllegalStateException(file + ":" + (begin + 1) + ": a block of none of " + LANGUAGES);
        }
        return new Block(begin + 1, language, List.copyOf(fenced.subList(1, fenced.size())), List.copyOf(comments));
    }
}
