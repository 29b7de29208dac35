package org.corebucket.bridge.cli.manual;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the completion for zsh: one function for each command, with a description of each option. */
final class ZshCompletion {

    private final StringBuilder functions = new StringBuilder();

    /** The file {@code _bridgectl} for a directory of {@code fpath}. */
    static String of(CommandSpec root) {
        ZshCompletion completion = new ZshCompletion();
        completion.add(root);
        return "#compdef bridgectl\n# Completion of bridgectl for zsh, written from the command line's own model.\n\n"
                + OptionValue.NAMES
                + "\n"
                + completion.functions
                + function(root) + " \"$@\"\n";
    }

    private void add(CommandSpec command) {
        boolean group = !command.subcommands().isEmpty();
        functions.append(function(command)).append("() {\n");
        if (group) {
            functions.append("    local curcontext=$curcontext state line\n    typeset -A opt_args\n");
        }
        functions.append("    _arguments -s ").append(group ? "-C " : "").append(":");
        command.options().forEach(option -> argument(option(option)));
        if (group) {
            argument("': :->command'");
            argument("'*:: :->behind'");
        } else {
            command.positionalParameters().forEach(parameter -> argument(quote("*" + value(parameter))));
        }
        functions.append('\n');
        if (group) {
            dispatch(command);
        }
        functions.append("}\n\n");
        command.subcommands().values().forEach(below -> add(below.getCommandSpec()));
    }

    private void dispatch(CommandSpec command) {
        functions.append("    case $state in\n        command)\n            local -a commands=(\n");
        for (CommandLine below : command.subcommands().values()) {
            CommandSpec spec = below.getCommandSpec();
            functions
                    .append("                ")
                    .append(quote(spec.name() + ":" + summary(spec)))
                    .append('\n');
        }
        functions.append("            )\n            _describe command commands\n            ;;\n");
        functions.append("        behind)\n            case $line[1] in\n");
        for (CommandLine below : command.subcommands().values()) {
            CommandSpec spec = below.getCommandSpec();
            functions
                    .append("                ")
                    .append(spec.name())
                    .append(") ")
                    .append(function(spec))
                    .append(" ;;\n");
        }
        functions.append("            esac\n            ;;\n    esac\n");
    }

    private void argument(String specification) {
        functions.append(" \\\n        ").append(specification);
    }

    /**
     * The specification of an option, like {@code '(-h --help)'{-h,--help}'[Show this help.]'} or
     * {@code '--root=[The deployment.]:DIR:_files -/'}.
     */
    private static String option(OptionSpec option) {
        String behind = "[" + escape(String.join(" ", option.description())) + "]" + value(option);
        String names = String.join(" ", option.names());
        if (option.names().length > 1) {
            return "'(" + names + ")'{" + names.replace(' ', ',') + "}" + quote(behind);
        }
        boolean optional = option.arity().min() == 0 && option.arity().max() > 0;
        boolean valued = option.arity().max() > 0;
        String many = option.isMultiValue() ? "*" : "";
        return quote(many
                + names
                + (optional ? "=-" : valued ? "=" : "")
                + behind
                + (optional ? "::" + option.paramLabel() + ":" : ""));
    }

    private static String value(ArgSpec argument) {
        OptionValue value = OptionValue.of(argument);
        String label = ":" + escape(argument.paramLabel()) + ":";
        return switch (value.kind()) {
            case NONE -> "";
            case TEXT -> label;
            case FILE -> label + "_files";
            case DIRECTORY -> label + "_files -/";
            case NAMES ->
                label + "{compadd -- ${(f)\"$(_bridgectl_has " + value.words().get(0) + ")\"}}";
            case WORDS -> label + "(" + String.join(" ", value.words()) + ")";
        };
    }

    private static String summary(CommandSpec command) {
        return ManualPage.summaryOf(String.join(" ", command.usageMessage().description()));
    }

    private static String function(CommandSpec command) {
        return "_" + command.qualifiedName("_").replace('-', '_');
    }

    /** Escapes colons and brackets, which divide a specification. */
    private static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
