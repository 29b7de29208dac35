package org.corebucket.bridge.process;

import java.util.ArrayList;
import java.util.List;

/** What the command line of an interpreter tells it to run. The command line is read once, from the left. */
public final class InterpreterArguments {

    /** Python modules and scripts that run the files which their arguments name. */
    private static final List<String> RUNNERS = List.of(
            "pytest", "py.test", "unittest", "pdb", "cProfile", "profile", "trace", "coverage", "runpy", "nose2");

    /** What follows an option: more options, no file that is run, or a program on standard input. */
    private enum Then {
        MORE,
        NO_FILE,
        INPUT
    }

    private final Interpreter interpreter;
    private final List<String> arguments;
    private final List<String> files = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();
    private int namedByOptions;
    private String module = "";
    private boolean input;
    private int next = 1;

    /**
     * Reads a command line.
     *
     * @param arguments the process's arguments, its own name first
     */
    public InterpreterArguments(Interpreter interpreter, List<String> arguments) {
        this.interpreter = interpreter;
        this.arguments = arguments;
        if (!arguments.isEmpty()
                && (arguments.get(0).endsWith("busybox") || arguments.get(0).endsWith("toybox"))) {
            next++;
        }
        Then then = options();
        namedByOptions = files.size();
        if (then == Then.MORE) {
            then = script();
        }
        input = then == Then.INPUT;
    }

    /** The files, as the arguments name them. */
    public List<String> files() {
        return files;
    }

    /**
     * The files without the program's own arguments: the argument behind {@code java -jar FILE} or {@code php -f FILE} is not
     * run.
     */
    public List<String> programs() {
        return namedByOptions > 0 && interpreter.isToldByOptions() ? files.subList(0, namedByOptions) : files;
    }

    /** The directories in which it looks for modules; for Lua, the modules themselves. */
    public List<String> directories() {
        return directories;
    }

    /** The Python module that it runs; empty if there is none. */
    public String module() {
        return module;
    }

    /** Whether it runs a program that it reads from standard input. */
    public boolean readsInput() {
        return input;
    }

    private Then options() {
        Then then = Then.MORE;
        while (then == Then.MORE && next < arguments.size() && interpreter.isOption(arguments.get(next))) {
            String argument = arguments.get(next++);
            if (argument.equals("--")) {
                return then;
            }
            then = option(argument);
        }
        return then;
    }

    private Then option(String argument) {
        int equals = argument.indexOf('=');
        if (interpreter.withFile().contains(equals < 0 ? argument : argument.substring(0, equals))) {
            addFiles(equals < 0 ? value() : argument.substring(equals + 1));
            return Then.MORE;
        }
        if (interpreter.withValue().contains(argument)) {
            next++;
            return Then.MORE;
        }
        return argument.startsWith("--") ? word(argument) : letters(argument);
    }

    private static Then word(String argument) {
        return argument.equals("--eval") || argument.equals("--print") || argument.equals("--run")
                ? Then.NO_FILE
                : Then.MORE;
    }

    private Then letters(String argument) {
        Interpreter.Letters letters = interpreter.letters();
        for (int i = 1; i < argument.length(); i++) {
            char letter = argument.charAt(i);
            boolean last = i == argument.length() - 1;
            if (letters.code().indexOf(letter) >= 0) {
                return Then.NO_FILE;
            }
            if (letters.input().indexOf(letter) >= 0) {
                return Then.INPUT;
            }
            if (interpreter.kind() == Interpreter.InterpreterKind.PYTHON && letter == 'm') {
                module = last ? value() : argument.substring(i + 1);
                addWhatIsRunBy(module);
                return Then.NO_FILE;
            }
            if (letters.value().indexOf(letter) >= 0) {
                String value = last ? value() : argument.substring(i + 1);
                if (interpreter.looksIn(letter)) {
                    directories.add(value);
                }
                return Then.MORE;
            }
            if (letters.attached().indexOf(letter) >= 0) {
                return Then.MORE;
            }
        }
        return Then.MORE;
    }

    private void addFiles(String value) {
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length()
                    || (interpreter.kind() == Interpreter.InterpreterKind.JAVA && value.charAt(i) == ':')) {
                files.add(value.substring(start, i));
                start = i + 1;
            }
        }
    }

    /** The file after the options; without one, the program is read from standard input. */
    private Then script() {
        if (next >= arguments.size() || arguments.get(next).equals("-")) {
            return files.isEmpty() ? Then.INPUT : Then.NO_FILE;
        }
        String script = arguments.get(next++);
        files.add(script);
        if (interpreter.kind() == Interpreter.InterpreterKind.PYTHON) {
            addWhatIsRunBy(script.substring(script.lastIndexOf('/') + 1));
        }
        return Then.NO_FILE;
    }

    private void addWhatIsRunBy(String runner) {
        if (RUNNERS.contains(runner)) {
            for (String argument : arguments.subList(Math.min(next, arguments.size()), arguments.size())) {
                int test = argument.indexOf("::");
                files.add(test < 0 ? argument : argument.substring(0, test));
            }
        }
    }

    private String value() {
        return next < arguments.size() ? arguments.get(next++) : "";
    }
}
