package org.corebucket.bridge.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class ManPageTest {

    @Test
    void aCommandWithAllThatThereIsReadsSo() {
        ManualPage page = ManualPage.allOf(tool()).get(0);

        assertThat(new ManPage(page, new Release("1.2", LocalDate.of(2026, 11, 23))).render())
                .isEqualTo("""
                        .TH TOOL 1 2026\\-11\\-23 "bridgectl 1.2" "Core\\-Bucket Bridge"
                        .nh
                        .ad l
                        .SH NAME
                        tool \\- Does a thing
                        .SH SYNOPSIS
                        \\fBtool\\fR
                        [\\-\\-key=PEM] [COMMAND]
                        .SH DESCRIPTION
                        Does a thing. And that's it.
                        .SH OPTIONS
                        .TP
                        \\fB\\-\\-key=PEM\\fR
                        The key.
                        .SH COMMANDS
                        .TP
                        \\fBtool show\\fR
                        Shows it.
                        .TP
                        \\fBtool undo\\fR
                        Undoes it.
                        .SH EXAMPLES
                        .nf
                        tool show
                        .fi
                        .SH "EXIT STATUS"
                        0 done.
                        .SH "SEE ALSO"
                        .BR tool\\-show (1),
                        .BR tool\\-undo (1),
                        .BR tool\\-exit\\-codes (7)
                        """.replace("that's", "that\\(aqs"));
    }

    @Test
    void aCommandBelowRefersToTheOneAbove() {
        ManualPage below = ManualPage.allOf(tool()).get(1);

        assertThat(new ManPage(below, new Release("1.2", LocalDate.EPOCH)).render())
                .startsWith(".TH TOOL\\-SHOW 1 ")
                .endsWith(".SH \"SEE ALSO\"\n.BR tool (1),\n.BR tool\\-exit\\-codes (7)\n");
    }

    private static CommandSpec tool() {
        CommandSpec spec = CommandSpec.create().name("tool");
        spec.usageMessage()
                .description("Does a thing. And that's it.")
                .footer("", "Examples:", "  tool show", "", "Exit codes: 0 done.");
        spec.addOption(OptionSpec.builder("--key")
                .type(Path.class)
                .paramLabel("PEM")
                .arity("1")
                .description("The key.")
                .build());
        addBelow(spec, "show", "Shows it.");
        addBelow(spec, "undo", "Undoes it.");
        return spec;
    }

    private static void addBelow(CommandSpec above, String name, String description) {
        CommandSpec below = CommandSpec.create().name(name);
        below.usageMessage().description(description);
        above.addSubcommand(name, new CommandLine(below));
    }
}
