package org.corebucket.bridge.cli.admin;

import picocli.CommandLine.Model.PositionalParamSpec;

/** The arguments that the commands below {@code incident} share. */
final class IncidentArguments {

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
}
