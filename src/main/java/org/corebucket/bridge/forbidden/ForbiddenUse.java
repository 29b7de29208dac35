package org.corebucket.bridge.forbidden;

import java.nio.file.AccessDeniedException;
import java.util.List;
import org.corebucket.bridge.forbidden.ForbiddenProcesses.Evidence;
import org.corebucket.bridge.process.Interpreter;
import org.corebucket.bridge.process.InterpreterArguments;
import org.corebucket.bridge.process.MappedFile;
import org.corebucket.bridge.process.RunningProcess;
import org.jspecify.annotations.Nullable;

/** Whether one process runs a forbidden file. Asks what is cheap first, and nothing twice. */
final class ForbiddenUse {

    /** Below it the descriptors are what a user redirects; from it on a shell keeps its script. */
    private static final int FIRST_OF_THE_SHELL = 10;

    /** Programs that are many, of which some are shells and some only read. */
    private static final List<String> BOXES = List.of("busybox", "toybox");

    private static final String DELETED = " (deleted)";

    private final ForbiddenPaths paths;
    private final RunningProcess process;
    private final List<String> arguments;
    private String file = "";
    private boolean closed;

    ForbiddenUse(ForbiddenPaths paths, RunningProcess process, List<String> arguments) {
        this.paths = paths;
        this.process = process;
        this.arguments = arguments;
    }

    /** By what it runs a forbidden file; null if it runs none. */
    @Nullable
    Evidence evidence() {

        String executable = withoutMark(executable());
        if (isExecutable(executable)) {
            return Evidence.EXECUTABLE;
        }
        Interpreter interpreter = Interpreter.named(program(executable));
        Evidence evidence = interpreter == null ? null : interpreted(interpreter);
        if (evidence == null && isCommand()) {
            evidence = Evidence.COMMAND;
        }
        return evidence == null && isMapped() ? Evidence.MAPPED_FILE : evidence;
    }

    /** The file that it runs, relative to the root. */
    String file() {
        return file;
    }

    /** Whether it turned out that this user may not look into it. */
    boolean isClosed() {
        return closed;
    }

    private String executable() {
        try {
            return process.executable().orElse("");
        } catch (AccessDeniedException e) {
            closed = true;
            return "";
        }
    }

    private boolean isExecutable(String executable) {
        return !executable.isEmpty()
                && (is(paths.byName(process, executable))
                        || (paths.haveMachineCode()
                                && is(paths.file(process.executableFile().orElse(null)))));
    }

    private @Nullable Evidence interpreted(Interpreter interpreter) {
        InterpreterArguments told = new InterpreterArguments(interpreter, arguments);
        for (String named : told.files()) {
            if (is(paths.file(process, named))) {
                return Evidence.SCRIPT;
            }
        }
        if (!told.module().isEmpty() && isModule(told.module().replace('.', '/'))) {
            return Evidence.SCRIPT;
        }
        if (told.readsInput() && is(paths.file(process.openFile(0).orElse(null)))) {
            return Evidence.OPEN_FILE;
        }
        return interpreter.kind() == Interpreter.InterpreterKind.SHELL && keepsOpen() ? Evidence.OPEN_FILE : null;
    }

    /** The name of what it executes; of a box of programs, that of the one which was asked for. */
    private String program(String executable) {
        String name = closed ? argument(0) : ForbiddenPaths.baseName(executable);
        if (BOXES.contains(name)) {
            name = BOXES.contains(argument(0)) ? argument(1) : argument(0);
        }
        return name;
    }

    private String argument(int index) {
        return index < arguments.size() ? ForbiddenPaths.baseName(arguments.get(index)) : "";
    }

    private boolean isModule(String module) {
        return is(paths.file(process, module + ".py")) || is(paths.file(process, module + "/__main__.py"));
    }

    /** A bare name is no path: a process may call itself whatever it likes. */
    private boolean isCommand() {
        return !arguments.isEmpty()
                && arguments.get(0).indexOf('/') >= 0
                && is(paths.byName(process, arguments.get(0)));
    }

    /** A script without a first line that names its shell is run by a fork of the shell, whose command line stays. */
    private boolean keepsOpen() {
        for (int number : process.openFiles()) {
            if (number >= FIRST_OF_THE_SHELL
                    && is(paths.file(process.openFile(number).orElse(null)))
                    && process.closesOnExec(number)) {
                return true;
            }
        }
        return false;
    }

    private boolean isMapped() {
        if (!paths.haveMachineCode()) {
            return false;
        }
        for (MappedFile mapped : process.executableMappings()) {
            if (is(paths.file(process, mapped))) {
                return true;
            }
        }
        return false;
    }

    private boolean is(@Nullable String found) {
        if (found == null) {
            return false;
        }
        file = found;
        return true;
    }

    private static String withoutMark(String path) {
        return path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    }
}
