package org.corebucket.bridge.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs files which it finds among its arguments, and how its manual tells them from options. Of a program
 * that is none of these (an editor, {@code grep}, {@code sha256sum}) an argument only names a file.
 *
 * @param names of its executable, without version
 * @param letters its options of one letter
 * @param withValue its longer options that take the next argument
 * @param withFile its options whose value is a file that it runs as well, or for Java a list of them
 */
public record Interpreter(
        InterpreterKind kind, List<String> names, Letters letters, List<String> withValue, List<String> withFile) {

    /** Whose peculiarities it has. */
    public enum InterpreterKind {
        /** Runs modules, too. */
        PYTHON,
        /** Has options that begin with a plus sign, and keeps its script open. */
        SHELL,
        /** Takes lists of files. */
        JAVA,
        /** None. */
        OTHER
    }

    /**
     * Options of one letter, several of which may share an argument.
     *
     * @param value they take the rest of the argument, or else the next one
     * @param attached they take the rest of the argument
     * @param code after them no file is run: the program is an argument itself
     * @param input after them no file is run: the program comes from standard input
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

    /** The interpreter that an executable is by its name, as {@code python3.11} is and {@code pythonize} is not; or null. */
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

    /** Whether an option can name the program, so that nothing behind the options is one. */
    boolean isToldByOptions() {
        return kind == InterpreterKind.JAVA || names.contains("php");
    }

    /** Whether an option's value says where modules are looked for. */
    boolean looksIn(char letter) {
        return (letter == 'I' && (names.contains("perl") || names.contains("ruby")))
                || (letter == 'l' && names.contains("lua"));
    }

    /** Whether an argument is no file, but tells it how to run. */
    boolean isOption(String argument) {
        return argument.length() > 1
                && (argument.charAt(0) == '-' || (kind == InterpreterKind.SHELL && argument.charAt(0) == '+'));
    }
}
