package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.corebucket.bridge.json.JsonWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options {@code --format} and {@code --quiet} of the commands that read, and the one way in which they write JSON. Each
 * command's form is a schema in {@code src/docs/schemas}, named after the command.
 */
public final class ResultFormat {

    /** The option's name. */
    public static final String OPTION = "--format";

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

    private final OptionSpec form;
    private final OptionSpec quiet = Options.flag("--quiet", "Print no result: the exit code says it.");

    /** The options of a command that only reads. */
    public ResultFormat() {
        this("");
    }

    private ResultFormat(String with) {
        form = Options.value(OPTION, "FORMAT", with + "text or json.")
                .type(ResultForm.class)
                .build();
    }

    /** The options of a command that only reads with another option. */
    public static ResultFormat with(String option) {
        return new ResultFormat("With " + option + ": ");
    }

    /** Adds the form to a command. */
    public void addTo(CommandSpec spec) {
        spec.addOption(form);
    }

    /** Adds both to a command whose exit code is its answer. */
    public void addQuietTo(CommandSpec spec) {
        spec.addOption(form);
        spec.addOption(quiet);
    }

    /** Whether one of them was given. */
    public boolean isGiven() {
        return form.getValue() != null || isQuiet();
    }

    /** Whether JSON is wanted. */
    public boolean isJson() {
        return form.getValue() == ResultForm.JSON;
    }

    /** Whether no result is wanted. */
    public boolean isQuiet() {
        return Options.isSet(quiet);
    }

    /** Where text for people goes: nowhere if it is not wanted. */
    public PrintWriter text(Session session) {
        return isJson() || isQuiet() ? new PrintWriter(Writer.nullWriter()) : session.out();
    }

    /** Writes a result as JSON, indented, with a line feed at its end, if that is wanted. */
    public void json(Session session, Result result) throws IOException {
        if (!isJson() || isQuiet()) {
            return;
        }
        try (JsonWriter json = JsonWriter.pretty(session.out())) {
            result.writeTo(json);
        }
        session.out().println();
        session.out().flush();
    }
}
