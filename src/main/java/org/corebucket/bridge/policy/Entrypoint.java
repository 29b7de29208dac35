package org.corebucket.bridge.policy;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.JsonWord;
import org.corebucket.bridge.json.Quoted;

/**
 * A canonical file that may run, and how.
 *
 * @param name its name for {@code run}
 * @param file its path relative to the root
 * @param argv the command line of a process, as {@link StagedCommand} has it; empty for built-in kinds
 * @param commands the approved forms of its arguments; without any it never runs
 * @param env the environment variables that a process gets besides PATH, LANG, HOME and TZ: {@code NAME} passes one on,
 * {@code NAME=VALUE} sets one
 */
public record Entrypoint(
        EntrypointName name,
        String file,
        EntrypointKind kind,
        List<String> argv,
        List<ArgumentForm> commands,
        List<String> env) {

    /** What runs the file. */
    public enum EntrypointKind implements JsonWord {
        /** The bridge's server; the file describes it. */
        BRIDGE("bridge"),
        /** The automation's runner; the file lists its jobs. */
        AUTOMATION("automation"),
        /** The witness of other logs; the file says of which. */
        WITNESS("witness"),
        /** The file runs as a process of its own. */
        PROCESS("process");

        private final String text;

        EntrypointKind(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    public Entrypoint {
        RelativePath.require(file);
        argv = List.copyOf(argv);
        commands = List.copyOf(commands);
        env = List.copyOf(env);
        boolean process = kind == EntrypointKind.PROCESS;
        if (process == argv.isEmpty()) {
            throw new IllegalArgumentException(
                    Quoted.of(name.text()) + (process ? " has no argv" : " is built in and has an argv"));
        }
        if (!process && !env.isEmpty()) {
            throw new IllegalArgumentException(Quoted.of(name.text()) + " is built in and has an env");
        }
        for (String argument : argv) {
            Policy.requirePrintable(argument);
        }
        for (String variable : env) {
            requireVariable(variable);
        }
    }

    /** The bridge of a new deployment. */
    static Entrypoint bridge() {
        return new Entrypoint(
                new EntrypointName("bridge"),
                Deployment.BRIDGE,
                EntrypointKind.BRIDGE,
                List.of(),
                List.of(ArgumentForm.parse("")),
                List.of());
    }

    /** The automation of a new deployment. */
    static Entrypoint automation() {
        return new Entrypoint(
                new EntrypointName("automation"),
                "canonical/automation/runner.json",
                EntrypointKind.AUTOMATION,
                List.of(),
                List.of(
                        ArgumentForm.parse("--once"),
                        ArgumentForm.parse("--once --nodes {nodes}"),
                        ArgumentForm.parse("--watch --interval {minutes}"),
                        ArgumentForm.parse("--watch --interval {minutes} --nodes {nodes}")),
                List.of());
    }

    /** The witness, which a sealed descriptor makes an entrypoint. */
    static Entrypoint witness() {
        return new Entrypoint(
                new EntrypointName("witness"),
                Deployment.WITNESS,
                EntrypointKind.WITNESS,
                List.of(),
                List.of(ArgumentForm.parse("")),
                List.of());
    }

    /** Whether it is the process that {@code init} makes of a file. */
    boolean isProcessOf(String path) {
        return kind == EntrypointKind.PROCESS && name.text().equals(path) && file.equals(path);
    }

    /** The same entrypoint with more approved forms. */
    Entrypoint withForms(List<ArgumentForm> more) {
        Set<ArgumentForm> all = new LinkedHashSet<>(commands);
        all.addAll(more);
        return new Entrypoint(name, file, kind, argv, List.copyOf(all), env);
    }

    /** Whether one of the approved forms matches these arguments. */
    public boolean approves(List<String> arguments) {
        for (ArgumentForm form : commands) {
            if (form.matches(arguments)) {
                return true;
            }
        }
        return false;
    }

    /** The command line of its process. */
    public StagedCommand command() {
        return new StagedCommand(argv, env);
    }

    /**
     * What it would run of the live tree, in words that begin with its name; empty if nothing. Built-in kinds run nothing of
     * it.
     *
     * @param root the deployment's real path
     */
    public Optional<String> liveTree(Path root) {
        Optional<String> live = kind == EntrypointKind.PROCESS ? command().liveTree(root) : Optional.empty();
        return live.isPresent() ? Optional.of(Quoted.of(name.text()) + " " + live.get()) : live;
    }

    /**
     * The program of a command line, if its path is neither absolute nor below the staged root: nothing verifies such a
     * program, so it is never started.
     */
    public static Optional<String> unverifiedProgram(List<String> argv) {
        String program = argv.get(0);
        boolean path = program.indexOf('/') >= 0;
        return path && !program.startsWith("/") && !program.startsWith("{") ? Optional.of(program) : Optional.empty();
    }

    private static void requireVariable(String variable) {
        String name = StagedCommand.name(variable);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new IllegalArgumentException(Quoted.of(name) + " can't name an environment variable");
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an environment variable has a name");
        }
        String value = StagedCommand.value(variable);
        if (!value.isEmpty()) {
            Policy.requirePrintable(value);
        }
    }
}
