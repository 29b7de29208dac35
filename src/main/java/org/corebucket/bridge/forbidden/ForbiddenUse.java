package org.corebucket.bridge.forbidden;

import java.nio.file.AccessDeniedException;
import java.util.List;
import org.corebucket.bridge.forbidden.ForbiddenProcesses.Evidence;
import org.corebucket.bridge.process.Interpreter;
import org.corebucket.bridge.process.InterpreterArguments;
import org.corebucket.bridge.process.MappedFile;
import org.corebucket.bridge.process.RunningProcess;
import org.jspecify.annotations.Nullable;

/** Finds out whether one process runs a forbidden file. The cheap questions come first, and none is asked twice. */
final class ForbiddenUse {

    /** The first descriptor at which a shell keeps its script; a user redirects lower ones. */
    private static final int FIRST_OF_THE_SHELL = 10;

    /** Programs that contain many programs, such as shells and others that only read files. */
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

    /** The evidence that it runs a forbidden file; null if it runs none. */
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

    /** The forbidden file that it runs, relative to the root. */
    String file() {
        return file;
    }

    /** Whether this user may not look into the process. */
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

    /** The name of the program that it executes; for busybox and the like, the name of the program in it that was called. */
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

    /**
     * Whether its own name is the path of a forbidden file. A name without a slash does not count: a process may call itself
     * whatever it likes.
     */
    private boolean isCommand() {
        return !arguments.isEmpty()
                && arguments.get(0).indexOf('/') >= 0
                && is(paths.byName(process, arguments.get(0)));
    }

    /**
     * Whether a shell has a forbidden script open. A script without a {@code #!} line is run by a fork of the calling shell,
     * whose command line does not name the script.
     */
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
