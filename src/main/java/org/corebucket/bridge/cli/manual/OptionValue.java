package org.corebucket.bridge.cli.manual;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What a shell can complete as the value of an option or a parameter.
 *
 * @param kind how the shell completes it
 * @param words of {@link ValueKind#WORDS} all words; of {@link ValueKind#NAMES} the one word that says what is named;
 *     else empty
 */
record OptionValue(ValueKind kind, List<String> words) {

    /** How a shell completes a value. */
    enum ValueKind {
        /** The option takes no value, or only one that may be left out. */
        NONE,
        /** Any text. */
        TEXT,
        FILE,
        DIRECTORY,
        /** One of a few words. */
        WORDS,
        /** The name of one of the deployment's modules, entrypoints or incidents. */
        NAMES
    }

    /**
     * A function for both shells that prints the names of the modules, entrypoints or incidents of the deployment in
     * this directory or above it. It leaves out names with a character that a shell might interpret.
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

    /** What an argument names in the deployment: modules, entrypoints or incidents; empty if nothing of these. */
    private static String names(ArgSpec argument) {
        return switch (argument.paramLabel()) {
            case "M" -> "modules";
            case "ENTRYPOINT [ARGS]" -> "entrypoints";
            case "ID" -> argument.isPositional() ? "incidents" : "";
            default -> "";
        };
    }

    /** The value of an argument, known by its type, or by its label if the type is text. */
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
