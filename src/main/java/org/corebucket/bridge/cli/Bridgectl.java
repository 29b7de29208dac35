package org.corebucket.bridge.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.admin.AlertCommand;
import org.corebucket.bridge.cli.admin.CertifyCommand;
import org.corebucket.bridge.cli.admin.ClusterCommand;
import org.corebucket.bridge.cli.admin.FreezeCommand;
import org.corebucket.bridge.cli.admin.IncidentCommand;
import org.corebucket.bridge.cli.admin.InitCommand;
import org.corebucket.bridge.cli.admin.KeysCommand;
import org.corebucket.bridge.cli.admin.ProvenanceCommand;
import org.corebucket.bridge.cli.admin.RestoreCommand;
import org.corebucket.bridge.cli.admin.StopCommand;
import org.corebucket.bridge.cli.admin.TokenCommand;
import org.corebucket.bridge.cli.approval.ApproveCommand;
import org.corebucket.bridge.cli.approval.TrustCommand;
import org.corebucket.bridge.cli.automation.AutomationCommand;
import org.corebucket.bridge.cli.policy.PolicyCommand;
import org.corebucket.bridge.cli.run.RunCommand;
import org.corebucket.bridge.cli.send.HeartbeatCommand;
import org.corebucket.bridge.cli.send.SyncCommand;
import org.corebucket.bridge.cli.shared.ConfiguredBridge;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.cli.status.StatusCommand;
import org.corebucket.bridge.cli.verify.VerifyCommand;
import org.corebucket.bridge.cli.verify.VerifyOptions;
import org.corebucket.bridge.launch.SupervisedRuns;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line with all its commands. Without a command it prints its usage. */
final class Bridgectl implements Callable<Integer> {

    private static final String[] COMMANDS = {
        "init",
        "freeze",
        "verify",
        "restore",
        "run",
        "automation",
        "sync",
        "heartbeat",
        "status",
        "provenance",
        "certify",
        "incident",
        "stop",
        "alert",
        "approve",
        "trust",
        "keys",
        "token",
        "policy",
        "cluster"
    };

    private Bridgectl() {}

    /**
     * Runs one command line; returns the exit code and never throws. A plain {@code verify} is typed most and has
     * nothing to parse, so it runs without picocli's model, which would take a third of its start.
     */
    static int run(Session session, String... args) {
        GlobalOptions global = new GlobalOptions();
        global.typed(args);
        ErrorReport errors = new ErrorReport(session, global);
        try {
            return args.length == 1 && args[0].equals("verify")
                    ? new VerifyCommand(session, global, new SupervisedRuns(session.host()))
                            .run(VerifyOptions.standard())
                    : parse(session, global, errors, args);
        } catch (Exception | Error e) {
            // Uncaught, it would end the process with exit code 1, which is a verdict.
            return errors.handle(e);
        }
    }

    /** Turns {@code help COMMAND} into {@code COMMAND --help}. */
    private static String[] withoutHelp(String... args) {
        int at = commandAt(args);
        if (at == args.length || !args[at].equals("help")) {
            return args;
        }
        boolean misspelt = at + 1 < args.length && !List.of(COMMANDS).contains(args[at + 1]);
        String[] rest = Arrays.copyOf(args, misspelt ? args.length - 1 : args.length);
        System.arraycopy(args, at + 1, rest, at, args.length - at - 1);
        if (!misspelt) {
            rest[args.length - 1] = "--help";
        }
        return rest;
    }

    /** Where the first argument stands that is neither an option nor its value; behind the last one if there is none. */
    private static int commandAt(String... args) {
        int at = 0;
        while (at < args.length && args[at].startsWith("-")) {
            at += args[at].equals("--root") || args[at].equals("--color") ? 2 : 1;
        }
        return Math.min(at, args.length);
    }

    private static int parse(Session session, GlobalOptions global, ErrorReport errors, String... typed) {
        String[] args = withoutHelp(typed);
        CommandLine line = new CommandLine(model(session, global, args));
        line.setOut(session.out());
        line.setErr(session.err());
        line.setParameterExceptionHandler(errors);
        line.setExecutionExceptionHandler(errors);
        line.setExecutionStrategy(new OneStandardInput());
        line.setExpandAtFiles(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        boolean colour = GlobalOptions.mayColour(session);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
        return line.execute(args);
    }

    /**
     * The model of the command line. If the arguments name a command only that one is built, since building takes time.
     */
    static CommandSpec model(Session session, GlobalOptions global, String... args) {
        CommandSpec spec = Options.command(
                "bridgectl",
                new Bridgectl(),
                global,
                "Verifies, guards and runs the Core-Bucket Bridge.",
                "",
                "Examples:",
                "  bridgectl init              make a deployment in this directory",
                "  bridgectl verify            is it ready? the exit code says so too",
                "  bridgectl help verify       more about one command",
                "",
                "Exit codes: 0 ready or done, 1-63 what verify found, 32 emergency stop, 64",
                "usage, 65 malformed input, 66 input missing, 69 bridge not reachable, 70 bug,",
                "74 I/O error, 75 locked, 77 refused, 78 not allowed.");
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        String named = named(args);
        for (String command : COMMANDS) {
            if (named.isEmpty() || named.equals(command)) {
                spec.addSubcommand(command, new CommandLine(command(command, session, global)));
            }
        }
        return spec;
    }

    private static CommandSpec command(String name, Session session, GlobalOptions global) {
        return switch (name) {
            case "init" -> new InitCommand(session, global).model();
            case "freeze" -> new FreezeCommand(session, global).model();
            case "verify" -> new VerifyCommand(session, global, new SupervisedRuns(session.host())).model();
            case "restore" -> new RestoreCommand(session, global).model();
            case "provenance" -> ProvenanceCommand.model(session, global);
            case "certify" -> new CertifyCommand(session, global).model();
            case "incident" -> IncidentCommand.model(session, global);
            case "stop" -> new StopCommand(session, global, new SupervisedRuns(session.host())).model();
            case "alert" -> AlertCommand.model(session, global);
            case "run" -> new RunCommand(session, global).model();
            case "automation" -> AutomationCommand.model(session, global);
            case "sync" -> new SyncCommand(session, global).model();
            case "heartbeat" -> new HeartbeatCommand(session, global, new ConfiguredBridge()).model();
            case "status" -> new StatusCommand(session, global, new ConfiguredBridge()).model();
            case "approve" -> new ApproveCommand(session, global).model();
            case "trust" -> TrustCommand.model(session, global);
            case "keys" -> KeysCommand.model(session, global);
            case "token" -> TokenCommand.model(session, global);
            case "policy" -> PolicyCommand.model(session, global);
            case "cluster" -> ClusterCommand.model(session, global);
            default -> throw new IllegalStateException(name);
        };
    }

    /**
     * Runs the command, unless two of its files would both be the standard input. It is no lambda, since a class can be
     * in the class-data archive.
     */
    private static final class OneStandardInput implements IExecutionStrategy {

        @Override
        public int execute(ParseResult parsed) {
            ParseResult innermost = parsed;
            while (innermost.hasSubcommand()) {
                innermost = innermost.subcommand();
            }
            try {
                Options.requireOneStandardInput(innermost.commandSpec());
            } catch (UsageException e) {
                throw new ParameterException(innermost.commandSpec().commandLine(), String.valueOf(e.getMessage()));
            }
            return new RunLast().execute(parsed);
        }
    }

    /** The command that the arguments name; empty if they name none. */
    private static String named(String... args) {
        int at = commandAt(args);
        for (String command : COMMANDS) {
            if (at < args.length && command.equals(args[at])) {
                return command;
            }
        }
        return "";
    }

    @Override
    public Integer call() throws UsageException {
        throw new UsageException("a command is needed");
    }
}
