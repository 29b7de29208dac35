package org.corebucket.bridge.cli.manual;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What may stand behind an option, or in place of a parameter, as far as a shell can complete it.
 *
 * @param words all that it can be; empty unless the kind is {@link Kind#WORDS}
 */
record Value(Kind kind, List<String> words) {

    /** How a shell completes it. */
    enum Kind {
        /** It takes none, or one that a shell can't know to be meant. */
        NONE,
        /** Any text. */
        TEXT,
        FILE,
        DIRECTORY,
        /** One of a few words. */
        WORDS
    }

    private static final Set<String> FILES = Set.of("FILE", "PEM", "PATH");

    Value {
        words = List.copyOf(words);
    }

    /** What an argument of the model takes: by its type, and by its label where that is text. */
    static Value of(ArgSpec argument) {
        if (argument.arity().min() == 0 && argument.isOption()) {
            return new Value(Kind.NONE, List.of());
        }
        Class<?> type = argument.type();
        if (type.isEnum()) {
            return new Value(
                    Kind.WORDS,
                    Stream.of(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .toList());
        }
        if (argument.paramLabel().equals("DIR")) {
            return new Value(Kind.DIRECTORY, List.of());
        }
        boolean file = type == Path.class || FILES.contains(argument.paramLabel());
        return new Value(file ? Kind.FILE : Kind.TEXT, List.of());
    }
}
