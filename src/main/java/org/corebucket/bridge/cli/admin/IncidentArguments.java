package org.corebucket.bridge.cli.admin;

import org.corebucket.bridge.cli.shared.Options;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The arguments that the commands below {@code incident} share. */
final class IncidentArguments {

    /** The form in which a result is written. */
    enum IncidentFormat {
        TEXT,
        JSON
    }

    private IncidentArguments() {}

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
                .type(IncidentFormat.class)
                .build();
    }

    static boolean isJson(OptionSpec format) {
        return format.getValue() == IncidentFormat.JSON;
    }
}
