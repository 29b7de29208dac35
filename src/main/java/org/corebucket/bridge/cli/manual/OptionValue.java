package org.corebucket.bridge.cli.manual;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What may stand behind an option, or in place of a parameter, as far as a shell can complete it.
 *
 * @param words all that it can be, or of which things it is a name; empty unless the kind says so
 */
record OptionValue(ValueKind kind, List<String> words) {

    /** How a shell completes it. */
    enum ValueKind {
        /** It takes none, or one that a shell can't know to be meant. */
        NONE,
        /** Any text. */
        TEXT,
        FILE,
        DIRECTORY,
        /** One of a few words. */
        WORDS,
        /** One of the names that the deployment has, of the things that the one word says: modules, entrypoints, incidents. */
        NAMES
    }

    /**
     * A function for both shells that prints the names of a kind which the deployment in this directory, or above it, has. Names with
     * anything in them that a shell could take for more than a name are left out.
     */
    static final String NAMES = """
            # Prints the names that the deployment here has: of its modules, entrypoints or incidents.
            _bridgectl_has() {
                local root=$PWD
                while [[ $root && ! -f $root/canonical/policy.json ]]; do root=${root%/*}; done
                case $1 in
                    incidents) ls "$root/logs/incidents" 2>/dev/null | sed -n 's/^\\(INC-[0-9A-Za-z-]*\\)\\.json$/\\1/p' ;;
                    entrypoints) sed -n '/^  "entrypoints": \\[/,/^  \\]/s/^ *"name": "\\([0-9A-Za-z._/-]*\\)".*/\\1/p' \\
                        "$root/canonical/policy.json" 2>/dev/null ;;
                    modules) sed -n '/^  "modules": {/,/^  }/s/^    "\\([0-9A-Za-z._-]*\\)": {.*/\\1/p' \\
                        "$root/canonical/policy.json" 2>/dev/null ;;
                esac
            }
            """;

    private static final Set<String> FILES = Set.of("FILE", "PEM", "PATH");

    OptionValue {
        words = List.copyOf(words);
    }

    /** Of which things of the deployment an argument takes the name; empty if of none. */
    private static String names(ArgSpec argument) {
        return switch (argument.paramLabel()) {
            case "M" -> "modules";
            case "ENTRYPOINT [ARGS]" -> "entrypoints";
            case "ID" -> argument.isPositional() ? "incidents" : "";
            default -> "";
        };
    }

    /** What an argument of the model takes: by its type, and by its label where that is text. */
    static OptionValue of(ArgSpec argument) {
        if (argument.arity().min() == 0 && argument.isOption()) {
            return new OptionValue(ValueKind.NONE, List.of());
        }
        Class<?> type = argument.type();
        if (type.isEnum()) {
            return new OptionValue(
                    ValueKind.WORDS,
                    Stream.of(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .toList());
        }
        if (argument.completionCandidates() != null) {
            List<String> words = new ArrayList<>();
            argument.completionCandidates().forEach(words::add);
            return new OptionValue(ValueKind.WORDS, words);
        }
        String names = names(argument);
        if (!names.isEmpty()) {
            return new OptionValue(ValueKind.NAMES, List.of(names));
        }
        if (argument.paramLabel().equals("DIR")) {
            return new OptionValue(ValueKind.DIRECTORY, List.of());
        }
        boolean file = type == Path.class || FILES.contains(argument.paramLabel());
        return new OptionValue(file ? ValueKind.FILE : ValueKind.TEXT, List.of());
    }
}
