package org.corebucket.bridge.cli.shared;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Builds the model of the command line. picocli could also read it from annotations, but that would take a third of the
 * start of {@code verify}.
 */
public final class Options {

    private Options() {}

    /**
     * Makes a command with the options that every command has.
     *
     * @param action runs the command
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
                .description("Show version, commit, JVM and its time zone data.")
                .build());
        spec.versionProvider(new Version());
        global.addTo(spec);
        return spec;
    }

    /**
     * Makes a command that only holds other commands.
     *
     * @param commands the other commands, in the order of the help
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

    /** An option with any text as its value, which must be given. */
    public static OptionSpec requiredText(String name, String label, String description) {
        return value(name, label, description).type(String.class).required(true).build();
    }

    /** An option with any text as its value, which may be given again. */
    public static OptionSpec texts(String name, String label, String description) {
        return value(name, label, description)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build();
    }

    /** An option with a file's or directory's path as its value. */
    public static OptionSpec path(String name, String label, String description) {
        return value(name, label, description).type(Path.class).build();
    }

    /** An option whose value is a file to read; {@link #input(ArgSpec, Host)} gives it. */
    public static OptionSpec input(String name, String label, String description) {
        return inputValue(name, label, description).build();
    }

    /** A builder of an option whose value is a file to read. */
    public static OptionSpec.Builder inputValue(String name, String label, String description) {
        return value(name, label, description).type(Path.class).converters(new InputPath());
    }

    /**
     * The file to read that was given; null if none was. Each call gives a new {@link InputFile}, and a pipe can be
     * read only once, so this is to be called once.
     */
    public static @Nullable InputFile input(ArgSpec argument, Host host) {
        Path given = argument.getValue();
        return given == null ? null : InputFile.of(given, host.workingDirectory());
    }

    /** An option whose value is a file to read, and which may be given several times. */
    public static OptionSpec inputs(String name, String label, String description) {
        return value(name, label, description)
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .converters(new InputPath())
                .build();
    }

    /** The files to read that were given, in their order. */
    public static List<InputFile> inputs(OptionSpec option, Host host) {
        List<InputFile> inputs = new ArrayList<>();
        List<Path> given = option.getValue();
        if (given != null) {
            for (Path path : given) {
                inputs.add(InputFile.of(path, host.workingDirectory()));
            }
        }
        return inputs;
    }

    /** The file to read of an argument that must be given. */
    public static InputFile required(ArgSpec argument, Host host) {
        return InputFile.of(argument.<Path>getValue(), host.workingDirectory());
    }

    /** An option whose value is a file to write; {@link #output(OptionSpec, Host)} gives it. */
    public static OptionSpec output(String name, String label, String description) {
        return value(name, label, description)
                .type(Path.class)
                .converters(new OutputPath())
                .build();
    }

    /** The file to write that was given; null if none was. */
    public static @Nullable OutputFile output(OptionSpec option, Host host) {
        Path given = option.getValue();
        return given == null ? null : OutputFile.of(given, host.workingDirectory());
    }

    /**
     * Refuses a command line on which two files to read are both standard input, since the second one would be empty.
     *
     * @throws UsageException names both arguments
     */
    public static void requireOneStandardInput(CommandSpec spec) throws UsageException {
        ArgSpec first = null;
        for (ArgSpec argument : spec.args()) {
            if (isInput(argument) && standsForInput(argument)) {
                if (first != null) {
                    throw new UsageException("both " + name(first) + " and " + name(argument)
                            + " are standard input, which can be read once only: name a file for one of them");
                }
                first = argument;
            }
        }
    }

    /** Whether the value is a file to read. */
    public static boolean isInput(ArgSpec argument) {
        return argument.converters().length > 0 && argument.converters()[0] instanceof InputPath;
    }

    /** Whether the value is a file to write. */
    public static boolean isOutput(ArgSpec argument) {
        return argument.converters().length > 0 && argument.converters()[0] instanceof OutputPath;
    }

    private static boolean standsForInput(ArgSpec argument) {
        Object given = argument.getValue();
        if (given instanceof List<?> several) {
            return several.stream()
                            .filter(one -> one instanceof Path path && InputFile.isStandardInput(path))
                            .count()
                    > 0;
        }
        return given instanceof Path path && InputFile.isStandardInput(path);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** Reads the name of a file to write. Its type marks such arguments. */
    private static final class OutputPath implements ITypeConverter<Path> {

        @Override
        public Path convert(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("expected a file's name, or - for standard output");
            }
            return Path.of(text);
        }
    }

    /** Reads the name of a file to read. Its type marks such arguments. */
    private static final class InputPath implements ITypeConverter<Path> {

        @Override
        public Path convert(String text) {
            if (text.isEmpty()) {
                throw new TypeConversionException("expected a file's name, or - for standard input");
            }
            return Path.of(text);
        }
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

    /** An option whose value is a list of known words, with commas between them. Completions offer the words. */
    public static OptionSpec list(String name, String label, String description, Iterable<String> words) {
        return value(name, label, description)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .splitRegex(",")
                .completionCandidates(words)
                .build();
    }

    /** A builder of an option with any value. */
    public static OptionSpec.Builder value(String name, String label, String description) {
        return OptionSpec.builder(name).arity("1").paramLabel(label).description(description);
    }

    /** All positional arguments, as text. */
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

    /** The one positional argument, a file to read. */
    public static PositionalParamSpec file(String description) {
        return file("1", description);
    }

    /**
     * The one positional argument, a file to read.
     *
     * @param arity {@code 0..1} if it may be left out, else {@code 1}
     */
    public static PositionalParamSpec file(String arity, String description) {
        return PositionalParamSpec.builder()
                .paramLabel("FILE")
                .index("0")
                .arity(arity)
                .required(arity.equals("1"))
                .type(Path.class)
                .converters(new InputPath())
                .description(description)
                .build();
    }

    /** The values of a list; empty if the option was not given. */
    public static List<String> values(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }
}
