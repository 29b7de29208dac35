package org.corebucket.bridge.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the model says of one command, before any markup.
 *
 * @param words the command as it is typed, like {@code bridgectl keys generate}
 * @param synopsis the whole command line in its short form
 * @param description what the command does, in one paragraph
 * @param options its parameters, then its options, in the order of its help
 * @param commands the commands below it
 * @param sections the foot of its help
 */
record ManualPage(
        List<String> words,
        String synopsis,
        String description,
        List<ManualEntry> options,
        List<ManualEntry> commands,
        List<ManualSection> sections) {

    /** A width beyond any synopsis, since the renderer breaks the lines. */
    private static final int ONE_LINE = 100_000;

    ManualPage {
        words = List.copyOf(words);
        options = List.copyOf(options);
        commands = List.copyOf(commands);
        sections = List.copyOf(sections);
    }

    /** A page for a command and for each one below it, in the order of its help. */
    static List<ManualPage> allOf(CommandSpec command) {
        List<ManualPage> pages = new ArrayList<>(List.of(of(command)));
        for (CommandLine below : command.subcommands().values()) {
            pages.addAll(allOf(below.getCommandSpec()));
        }
        return pages;
    }

    private static ManualPage of(CommandSpec command) {
        return new ManualPage(
                List.of(command.qualifiedName().split(" ")),
                synopsis(command),
                description(command),
                Stream.concat(command.positionalParameters().stream(), command.options().stream())
                        .filter(argument -> !argument.hidden())
                        .map(ManualPage::entry)
                        .toList(),
                command.subcommands().entrySet().stream()
                        .map(below -> new ManualEntry(
                                below.getKey(), description(below.getValue().getCommandSpec())))
                        .toList(),
                ManualSection.of(command.usageMessage().footer()));
    }

    private static String synopsis(CommandSpec command) {
        command.usageMessage().width(ONE_LINE);
        return new Help(command, Ansi.OFF).synopsis(0).strip();
    }

    private static String description(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private static ManualEntry entry(ArgSpec argument) {
        String text = String.join(" ", argument.description());
        if (!(argument instanceof OptionSpec option)) {
            return new ManualEntry(argument.paramLabel(), text);
        }
        String names = String.join(", ", option.names());
        return new ManualEntry(names + value(option), text);
    }

    private static String value(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        String label = option.paramLabel() + (option.splitRegex().isEmpty() ? "" : "[,...]");
        return option.arity().min() == 0
                ? "[=" + label + "]"
                : "=" + label + (option.arity().max() > 1 ? "..." : "");
    }

    /** The name of the page: the words with dashes between them. */
    String name() {
        return String.join("-", words);
    }

    /** The command as it is typed. */
    String command() {
        return String.join(" ", words);
    }

    /** The first sentence of the description, without its full stop. */
    String summary() {
        return summaryOf(description);
    }

    /** The first sentence of a description, without its full stop. */
    static String summaryOf(String description) {
        int end = description.indexOf(". ");
        String sentence = end < 0 ? description : description.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** The page of the command that this one is below; this one's own name if there is none. */
    String parent() {
        return words.size() == 1 ? name() : String.join("-", words.subList(0, words.size() - 1));
    }
}
