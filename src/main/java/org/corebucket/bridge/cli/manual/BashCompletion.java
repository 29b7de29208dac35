package org.corebucket.bridge.cli.manual;

import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the completion for bash. The one that picocli writes has fifteen hundred lines, and does not find a command
 * behind an option with a value ({@code bridgectl --root DIR verify}).
 */
final class BashCompletion {

    /**
     * The functions that use the table of commands. In {@code COMP_WORDS} the equals sign of {@code --format=json} is a
     * word of its own.
     */
    private static final String FUNCTIONS = """

            _bridgectl() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
                local command=bridgectl commands flags valued files names i
                if [[ $word == = ]]; then
                    word=
                elif [[ $before == = ]]; then
                    before=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                _bridgectl_of "$command"
                for ((i = 1; i < COMP_CWORD; i++)); do
                    if [[ ${COMP_WORDS[i]} == = || " $valued" == *" ${COMP_WORDS[i]}:"* ]]; then
                        ((i++))
                        [[ ${COMP_WORDS[i]} != = ]] || ((i++))
                    elif [[ " $commands " == *" ${COMP_WORDS[i]} "* ]]; then
                        command+=" ${COMP_WORDS[i]}"
                        _bridgectl_of "$command"
                    fi
                done
                COMPREPLY=()
                if [[ $before == -* && " $valued" == *" $before:"* ]]; then
                    i=" $valued"
                    i=${i#*" $before:"}
                    _bridgectl_value "${i%% *}"
                elif [[ $word == -* ]]; then
                    for i in $valued; do
                        flags+=" ${i%%:*}"
                    done
                    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word")
                elif [[ $commands ]]; then
                    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
                elif [[ $files ]]; then
                    _bridgectl_value file
                elif [[ $names ]]; then
                    _bridgectl_value "$names"
                fi
            }

            # Completes a value: a file, a directory, one of some words, or nothing.
            _bridgectl_value() {
                case $1 in
                    file) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
                    dir) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
                    @*) mapfile -t COMPREPLY < <(compgen -W "$(_bridgectl_has "${1#@}")" -- "$word") ;;
                    *) mapfile -t COMPREPLY < <(compgen -W "${1//,/ }" -- "$word") ;;
                esac
            }

            complete -F _bridgectl bridgectl
            """;

    private final StringBuilder table = new StringBuilder();

    /** The script for a command line. */
    static String of(CommandSpec root) {
        BashCompletion completion = new BashCompletion();
        completion.add(root);
        return "# Completion of bridgectl for bash, written from the command line's own model.\n\n"
                + "# Sets what may follow a command; an option with a value has that behind a colon.\n"
                + "_bridgectl_of() {\n    case $1 in\n"
                + completion.table
                + "    esac\n}\n\n"
                + OptionValue.NAMES
                + FUNCTIONS;
    }

    private void add(CommandSpec command) {
        StringJoiner flags = new StringJoiner(" ");
        StringJoiner valued = new StringJoiner(" ");
        for (OptionSpec option : command.options()) {
            OptionValue value = OptionValue.of(option);
            for (String name : option.names()) {
                if (value.kind() == OptionValue.ValueKind.NONE) {
                    flags.add(name);
                } else {
                    valued.add(name + ":" + notation(value));
                }
            }
        }
        table.append("        '").append(command.qualifiedName()).append("')\n");
        set("commands", String.join(" ", command.subcommands().keySet()));
        set("flags", flags.toString());
        set("valued", valued.toString());
        set("files", takesFiles(command) ? "yes" : "");
        set("names", names(command));
        table.append("            ;;\n");
        for (CommandLine below : command.subcommands().values()) {
            add(below.getCommandSpec());
        }
    }

    private void set(String name, String value) {
        table.append("            ").append(name).append("='").append(value).append("'\n");
    }

    private static String notation(OptionValue value) {
        return switch (value.kind()) {
            case FILE -> "file";
            case DIRECTORY -> "dir";
            case WORDS -> String.join(",", value.words());
            case NAMES -> "@" + value.words().get(0);
            case TEXT, NONE -> "";
        };
    }

    private static String names(CommandSpec command) {
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            OptionValue value = OptionValue.of(parameter);
            if (value.kind() == OptionValue.ValueKind.NAMES) {
                return notation(value);
            }
        }
        return "";
    }

    private static boolean takesFiles(CommandSpec command) {
        return command.positionalParameters().stream()
                .anyMatch(parameter -> OptionValue.of(parameter).kind() == OptionValue.ValueKind.FILE);
    }
}
