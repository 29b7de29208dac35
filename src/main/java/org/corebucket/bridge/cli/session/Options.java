package org.corebucket.bridge.cli.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Builds the model of the command line. picocli can also read it from annotations, but making proxies of those takes a
 * third of the time in which {@code verify} starts.
 */
public final class Options {

    private Options() {}

    /**
     * A command with the options that every command has.
     *
     * @param action what it does
     * @param footer examples and exit codes
     */
    public static CommandSpec command(
            String name, Callable<Integer> action, GlobalOptions global, String description, String... footer) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name);
        spec.usageMessage().description(description).footer(footer).sortOptions(false);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .arity("0")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .arity("0")
                .versionHelp(true)
                .description("Show version, commit and JVM.")
                .build());
        spec.versionProvider(new Version());
        global.addTo(spec);
        return spec;
    }

    /**
     * A command that does nothing but hold others.
     *
     * @param commands those, in the order of its help
     * @param footer examples and exit codes
     */
    public static CommandSpec group(
            String name, GlobalOptions global, List<CommandSpec> commands, String description, String... footer) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < commands.size(); i++) {
            names.append(i == 0 ? "" : i < commands.size() - 1 ? ", " : " or ")
                    .append(commands.get(i).name());
        }
        Callable<Integer> alone = () -> {
            throw new UsageException("a command is needed: " + names);
        };
        CommandSpec spec = command(name, alone, global, description, footer);
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        for (CommandSpec below : commands) {
            spec.addSubcommand(below.name(), new CommandLine(below));
        }
        return spec;
    }

    /** An option without a value. */
    public static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    /** Whether a flag was given. */
    public static boolean isSet(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    /** An option with any text as its value. */
    public static OptionSpec text(String name, String label, String description) {
        return value(name, label, description).type(String.class).build();
    }

    /** An option with a file's or directory's path as its value. */
    public static OptionSpec path(String name, String label, String description) {
        return value(name, label, description).type(Path.class).build();
    }

    /** An option with a duration as its value. */
    public static OptionSpec duration(String name, String description) {
        return value(name, "DURATION", description)
                .type(Duration.class)
                .converters(new DurationConverter())
                .build();
    }

    /** An option with a whole number as its value. */
    public static OptionSpec number(String name, String label, String description) {
        return value(name, label, description).type(Long.class).build();
    }

    /** An option whose value is a list with commas between its elements. */
    public static OptionSpec list(String name, String label, String description) {
        return value(name, label, description)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .splitRegex(",")
                .build();
    }

    /** An option with something else as its value. */
    public static OptionSpec.Builder value(String name, String label, String description) {
        return OptionSpec.builder(name).arity("1").paramLabel(label).description(description);
    }

    /** All that stands behind the options, as text. */
    public static PositionalParamSpec parameters(String label, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    /** The one file that stands behind the options. */
    public static PositionalParamSpec file(String description) {
        return PositionalParamSpec.builder()
                .paramLabel("FILE")
                .index("0")
                .arity("1")
                .required(true)
                .type(Path.class)
                .description(description)
                .build();
    }

    /** The values of a list; none if it was not given. */
    public static List<String> values(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }
}
