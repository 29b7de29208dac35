package org.corebucket.bridge.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.testkit.Operator;

/** What the commands say of themselves. */
final class CommandHelp {

    private CommandHelp() {}

    /** The help of the longest beginning of these words that is a command: its first argument may be a word, too. */
    static Optional<String> of(List<String> words) {
        for (int count = Math.min(2, words.size()); count > 0; count--) {
            List<String> line = new ArrayList<>(words.subList(0, count));
            String usage = "Usage: bridgectl " + String.join(" ", line) + " ";
            line.add("--help");
            String help = ask(line);
            if (help.startsWith(usage)) {
                return Optional.of(help);
            }
        }
        return Optional.empty();
    }

    private static String ask(List<String> line) {
        try {
            return Operator.at(Path.of("target"))
                    .run(line.toArray(String[]::new))
                    .out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
