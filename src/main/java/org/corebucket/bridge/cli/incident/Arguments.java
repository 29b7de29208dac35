package org.corebucket.bridge.cli.incident;

import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.UsageException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The arguments that these commands have in common. */
final class Arguments {

    /** How a result is written. */
    enum Format {
        TEXT,
        JSON
    }

    private Arguments() {}

    static PositionalParamSpec id() {
        return PositionalParamSpec.builder()
                .paramLabel("ID")
                .index("0")
                .arity("1")
                .required(true)
                .type(String.class)
                .description("The incident, as 'incident list' names it.")
                .build();
    }

    static OptionSpec format() {
        return Options.value("--format", "FORMAT", "text or json.")
                .type(Format.class)
                .build();
    }

    static boolean isJson(OptionSpec format) {
        return format.getValue() == Format.JSON;
    }

    static OptionSpec reason(String description) {
        return Options.value("--reason", "TEXT", description)
                .type(String.class)
                .required(true)
                .build();
    }

    /** The reason, which stands on a line of logs and messages. */
    static String text(OptionSpec reason) throws UsageException {
        String text = reason.getValue();
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new UsageException("--reason: a reason is needed, and stands on one line");
        }
        return text;
    }
}
