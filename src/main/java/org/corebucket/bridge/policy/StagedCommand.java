package org.corebucket.bridge.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.process.Interpreter;
import org.corebucket.bridge.process.InterpreterArguments;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a process that must run staged copies of sealed files, and nothing of the live tree, which can be
 * overwritten at any moment after it was verified.
 *
 * <p>{@code {file}} stands for the staged copy of the entrypoint's file, {@code {dir}} for the staged root, which holds all
 * listed files. If a command line uses {@code {dir}} anywhere, its working directory is the staged root, so that everything
 * that its program finds there is a sealed file. Otherwise the working directory is the deployment's root, and the program that
 * it runs must be {@code {file}} itself.
 *
 * @param argv its words
 * @param env the environment variables that it gets: {@code NAME} is passed on from the caller, {@code NAME=VALUE} is set to a
 * sealed value
 */
public record StagedCommand(List<String> argv, List<String> env) {

    /** The staged copy of the entrypoint's file. */
    public static final String FILE = "{file}";

    /** The root of the staged copies. */
    public static final String DIR = "{dir}";

    /** The remedy in messages. */
    public static final String REMEDY =
            "write what runs as {file}, like [\"python3\", \"{file}\"], or below the staged root"
                    + " {dir}, like [\"python3\", \"-I\", \"{dir}/pkg\"]";

    /** Environment variables that make programs load code. All that begin with {@code LD_} do so, too. */
    private static final Set<String> LOADING = Set.of(
            "BASH_ENV",
            "CLASSPATH",
            "ENV",
            "GCONV_PATH",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "LUA_CPATH",
            "LUA_INIT",
            "LUA_PATH",
            "NODE_OPTIONS",
            "NODE_PATH",
            "PATH",
            "PERL5LIB",
            "PERL5OPT",
            "PERLLIB",
            "PHPRC",
            "PHP_INI_SCAN_DIR",
            "PYTHONHOME",
            "PYTHONPATH",
            "PYTHONPYCACHEPREFIX",
            "PYTHONSTARTUP",
            "PYTHONUSERBASE",
            "RUBYLIB",
            "RUBYOPT",
            "R_LIBS",
            "R_PROFILE",
            "ZDOTDIR",
            "_JAVA_OPTIONS");

    public StagedCommand {
        argv = List.copyOf(argv);
        env = List.copyOf(env);
    }

    /** Whether its working directory is the staged root; if not, it is the deployment's root. */
    public boolean worksInStagedRoot() {
        for (String word : argv) {
            if (word.contains(DIR)) {
                return true;
            }
        }
        for (String variable : env) {
            if (value(variable).contains(DIR)) {
                return true;
            }
        }
        return false;
    }

    /** A word or value with the staged paths in place of {@code {file}} and {@code {dir}}. */
    public static String filled(String word, Path file, Path dir) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < word.length(); ) {
            if (word.startsWith(FILE, i)) {
                filled.append(file);
                i += FILE.length();
            } else if (word.startsWith(DIR, i)) {
                filled.append(dir);
                i += DIR.length();
            } else {
                filled.append(word.charAt(i++));
            }
        }
        return filled.toString();
    }

    /** The name of a variable of {@code env}. */
    public static String name(String variable) {
        int equals = variable.indexOf('=');
        return equals < 0 ? variable : variable.substring(0, equals);
    }

    /** The value that {@code env} gives a variable; empty if it is passed on from the caller. */
    public static String value(String variable) {
        int equals = variable.indexOf('=');
        return equals < 0 ? "" : variable.substring(equals + 1);
    }

    /** Whether {@code env} gives a variable its value. */
    public static boolean isFixed(String variable) {
        return variable.indexOf('=') >= 0;
    }

    /**
     * What it would run or load of the live tree.
     *
     * @param root the deployment's real path; null if it is not known, and then absolute paths are not checked
     * @return a phrase without a subject; empty if it runs nothing of the live tree by itself
     */
    public Optional<String> liveTree(@Nullable Path root) {
        String problem = null;
        if (!worksInStagedRoot() && !namesFile()) {
            problem =
                    "names neither {file} nor {dir}: it would run what lies in the live tree at that moment, not what was"
                            + " verified";
        }
        for (String variable : env) {
            problem = problem == null ? variable(variable, root) : problem;
        }
        return Optional.ofNullable(problem == null ? program(0, root) : problem);
    }

    private boolean namesFile() {
        for (String word : argv) {
            if (word.contains(FILE)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String variable(String variable, @Nullable Path root) {
        String name = name(variable);
        if (!LOADING.contains(name) && !name.startsWith("LD_")) {
            return null;
        }
        if (!isFixed(variable)) {
            return name.equals("PATH") ? null : callers(name);
        }
        for (String place : value(variable).split("[: ]", -1)) {
            if (!place.isEmpty() && isLive(place, root)) {
                return "has " + Quoted.of(variable) + " in env, and " + Quoted.of(place) + " lies in the live tree";
            }
        }
        return null;
    }

    private static String callers(String name) {
        return "takes " + name
                + " from whoever starts it, which makes a program load code that nobody sealed: give it a"
                + " value, like \"" + name + "={dir}\"";
    }

    /** Checks the program at an index of the command line, and what it is told to run. */
    private @Nullable String program(int at, @Nullable Path root) {
        String program = argv.get(at);
        if (program.indexOf('/') >= 0 && isLive(program, root)) {
            return "starts " + Quoted.of(program) + ", which lies in the live tree";
        }
        Interpreter interpreter = Interpreter.named(baseName(program));
        if (interpreter != null) {
            return interpreted(new InterpreterArguments(interpreter, argv.subList(at, argv.size())), program, root);
        }
        if (program.startsWith(FILE) || program.startsWith(DIR)) {
            return null;
        }
        for (int i = at + 1; i < argv.size() && !argv.get(i).contains(FILE); i++) {
            String word = argv.get(i);
            int equals = word.indexOf('=');
            if (equals > 0 && word.charAt(0) != '-') {
                String problem = variable(word, root);
                if (problem != null) {
                    return problem;
                }
            } else if (Interpreter.named(baseName(word)) != null) {
                return program(i, root);
            } else if (isPath(word) && isLive(word.substring(word.indexOf('=') + 1), root)) {
                return "names " + Quoted.of(word) + " before {file}, which lies in the live tree";
            }
        }
        return null;
    }

    private @Nullable String interpreted(InterpreterArguments told, String program, @Nullable Path root) {
        List<String> places = new ArrayList<>(told.programs());
        places.addAll(told.directories());
        for (String place : places) {
            if (isLive(place, root)) {
                return "makes " + program + " run or load " + Quoted.of(place) + ", which lies in the live tree";
            }
        }
        if (worksInStagedRoot()) {
            return null;
        }
        if (!told.module().isEmpty()) {
            return "makes " + program + " look for the module " + Quoted.of(told.module())
                    + " in its working directory, the live tree";
        }
        return told.programs().isEmpty()
                ? "makes " + program + " run a program text, not {file}; what that loads may lie in the live tree"
                : null;
    }

    /** Whether a path is in the live tree. A relative one is so if the working directory is. */
    private boolean isLive(String place, @Nullable Path root) {
        if (place.startsWith(FILE) || place.startsWith(DIR)) {
            return place.contains("/..");
        }
        if (place.startsWith("/")) {
            return root != null && SystemCommand.isWithin(root, place);
        }
        return !worksInStagedRoot();
    }

    private static boolean isPath(String word) {
        return word.indexOf('/') >= 0;
    }

    private static String baseName(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }
}
