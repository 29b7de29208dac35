package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import org.corebucket.bridge.json.JsonWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The option {@code --format} of the commands that read, and the one way in which they write JSON. Each command's form is a
 * schema in {@code src/docs/schemas}, named after the command.
 */
public final class ResultFormat {

    /** The forms in which a result is written. */
    enum ResultForm {
        TEXT,
        JSON
    }

    /** Writes a whole JSON value. */
    @FunctionalInterface
    public interface Result {
        /** Writes it. */
        void writeTo(JsonWriter json) throws IOException;
    }

    private final OptionSpec option = Options.value("--format", "FORMAT", "text or json.")
            .type(ResultForm.class)
            .build();

    /** Adds the option to a command. */
    public void addTo(CommandSpec spec) {
        spec.addOption(option);
    }

    /** Whether JSON is wanted. */
    public boolean isJson() {
        return option.getValue() == ResultForm.JSON;
    }

    /** Writes a result as JSON, indented, with a line feed at its end. */
    public static void write(Session session, Result result) throws IOException {
        try (JsonWriter json = JsonWriter.pretty(session.out())) {
            result.writeTo(json);
        }
        session.out().println();
        session.out().flush();
    }
}
