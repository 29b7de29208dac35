package org.corebucket.bridge.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs files which its arguments name, and how it tells such files from options, as its manual says. Any other
 * program (an editor, {@code grep}, {@code sha256sum}) does not run the files that its arguments name.
 *
 * @param names the names of its executable, without version
 * @param letters its options of one letter
 * @param withValue its longer options that take the next argument as their value
 * @param withFile its options whose value is a file that it also runs, or for Java a list of such files
 */
public record Interpreter(
        InterpreterKind kind, List<String> names, Letters letters, List<String> withValue, List<String> withFile) {

    /** The interpreters with rules of their own. */
    public enum InterpreterKind {
        /** It also runs modules by their names. */
        PYTHON,
        /** It has options that begin with a plus sign, and keeps its script open. */
        SHELL,
        /** Its options take lists of files. */
        JAVA,
        /** It has no rules of its own. */
        OTHER
    }

    /**
     * Options of one letter, several of which may share an argument.
     *
     * @param value options whose value is the rest of the argument or, if that is empty, the next argument
     * @param attached options whose value is the rest of the argument
     * @param code options whose value is the program itself, so that no file is run
     * @param input options by which the program is read from standard input, so that no file is run
     */
    public record Letters(String value, String attached, String code, String input) {}

    private static final List<Interpreter> ALL = List.of(
            new Interpreter(
                    InterpreterKind.PYTHON,
                    List.of("python", "pypy"),
                    new Letters("WXQ", "", "c", ""),
                    List.of("--check-hash-based-pycs"),
                    List.of()),
            new Interpreter(
                    InterpreterKind.SHELL,
                    List.of("sh", "bash", "dash", "ash", "zsh", "ksh", "mksh"),
                    new Letters("oO", "", "c", "s"),
                    List.of("--rcfile", "--init-file"),
                    List.of()),
            new Interpreter(
                    InterpreterKind.OTHER,
                    List.of("node", "nodejs"),
                    new Letters("C", "", "ep", ""),
                    List.of("--conditions", "--input-type"),
                    List.of("-r", "--require", "--import", "--loader", "--experimental-loader")),
            new Interpreter(
                    InterpreterKind.OTHER,
                    List.of("ruby"),
                    new Letters("ICEr", "xKWTi0F", "e", ""),
                    List.of("--encoding"),
                    List.of()),
            new Interpreter(
                    InterpreterKind.OTHER,
                    List.of("perl"),
                    new Letters("I", "iMmFxDCVd", "eE", ""),
                    List.of(),
                    List.of()),
            new Interpreter(
                    InterpreterKind.OTHER,
                    List.of("php"),
                    new Letters("cdzSt", "", "rRBE", ""),
                    List.of("--define", "--php-ini"),
                    List.of("-f", "--file", "-F", "--process-file")),
            new Interpreter(
                    InterpreterKind.OTHER,
                    List.of("lua", "luajit"),
                    new Letters("l", "", "e", ""),
                    List.of(),
                    List.of()),
            new Interpreter(
                    InterpreterKind.JAVA,
                    List.of("java"),
                    new Letters("", "", "", ""),
                    List.of(
                            "--add-modules",
                            "--add-opens",
                            "--add-exports",
                            "--add-reads",
                            "--patch-module",
                            "-m",
                            "--module"),
                    List.of("-jar", "-cp", "-classpath", "--class-path", "-p", "--module-path")));

    /**
     * The interpreter that has this executable name, with or without a version: {@code python3.11} is one, {@code pythonize} is
     * not. Null if there is none.
     */
    public static @Nullable Interpreter named(String executable) {
        for (Interpreter interpreter : ALL) {
            for (String name : interpreter.names) {
                if (executable.startsWith(name) && isVersion(executable, name.length())) {
                    return interpreter;
                }
            }
        }
        return null;
    }

    private static boolean isVersion(String name, int from) {
        return name.length() == from || "0123456789.-".indexOf(name.charAt(from)) >= 0;
    }

    /** Whether an option can name the program, so that the argument behind the options is not run. */
    boolean isToldByOptions() {
        return kind == InterpreterKind.JAVA || names.contains("php");
    }

    /** Whether the value of an option says where modules are looked for. */
    boolean looksIn(char letter) {
        return (letter == 'I' && (names.contains("perl") || names.contains("ruby")))
                || (letter == 'l' && names.contains("lua"));
    }

    /** Whether an argument is an option. */
    boolean isOption(String argument) {
        return argument.length() > 1
                && (argument.charAt(0) == '-' || (kind == InterpreterKind.SHELL && argument.charAt(0) == '+'));
    }
}
