package org.corebucket.bridge.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Version;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.readiness.Mendable;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where exceptions become messages and exit codes. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Session session;
    private final GlobalOptions global;

    ErrorReport(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        PrintWriter err = session.err();
        err.println(
                "bridgectl: " + OneLine.lines(String.valueOf(e.getMessage())).replace("\n", "\\n"));
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) throws Exception {
        if (e instanceof MendableException mendable && mendable.kind() == MendableException.MendableKind.USAGE) {
            if (!line.getSubcommands().isEmpty()) {
                line.usage(session.err());
            }
            return handleParseException(new ParameterException(line, String.valueOf(e.getMessage())), new String[0]);
        }
        return handle(e);
    }

    /**
     * Prints what happened.
     *
     * @return the exit code
     */
    int handle(Throwable e) {
        int code = code(e);
        session.err().println("bridgectl: " + OneLine.lines(code == ExitCode.BUG ? bug(e) : message(e)));
        if (global.debug()) {
            e.printStackTrace(session.err());
        }
        return code;
    }

    private static int code(Throwable e) {
        if (e instanceof Mendable mendable) {
            return switch (mendable.kind()) {
                case USAGE -> ExitCode.USAGE;
                case MALFORMED -> ExitCode.MALFORMED_INPUT;
                case MISSING -> ExitCode.NO_INPUT;
                case LOCKED -> ExitCode.LOCKED;
                case REFUSED -> ExitCode.REFUSED;
                case NOT_ALLOWED -> ExitCode.NOT_ALLOWED;
            };
        }
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return ExitCode.NO_INPUT;
        }
        return e instanceof IOException ? ExitCode.IO_ERROR : ExitCode.BUG;
    }

    private static String message(Throwable e) {
        if (e instanceof AccessDeniedException denied) {
            return IoTrouble.words(denied) + "; run it as a user that may, or give this one the right";
        }
        if (e instanceof IOException trouble) {
            String remedy = IoTrouble.ownRemedy(trouble);
            return IoTrouble.words(trouble)
                    + (IoTrouble.isFull(trouble) ? "; make room there and try again" : "")
                    + (remedy.isEmpty() ? "" : "\n" + remedy);
        }
        if (e instanceof PassphraseException.MissingPassphraseException) {
            return e.getMessage() + "\nThe option is --passphrase-file FILE, the variable BRIDGECTL_PASSPHRASE.";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Writes the details of a bug to a temporary file, which the message names, and nowhere else. */
    private static String bug(Throwable e) {
        StringWriter details = new StringWriter();
        PrintWriter trace = new PrintWriter(details);
        for (String line : new Version().getVersion()) {
            trace.println(line);
        }
        e.printStackTrace(trace);
        trace.flush();
        try {
            Path file = Files.createTempFile("bridgectl-bug-", ".txt");
            Files.writeString(file, details.toString(), StandardCharsets.UTF_8);
            return "this is a bug: " + e + "\nPlease report it with what is in " + file;
        } catch (IOException unwritable) {
            return "this is a bug: " + e + "\nIts details could not be written (" + unwritable.getMessage()
                    + "); run it again with --debug";
        }
    }
}
