package org.corebucket.bridge.cli.run;

import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.guard.RunRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Runs an approved entrypoint. */
public final class RunCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    private final OptionSpec dryRun = Options.flag(
            "--dry-run", "Say what would run, and of which copies, or why not; start nothing and record nothing.");

    private final ResultFormat format = ResultFormat.with("--dry-run, and for the lines of the automation");

    private final PositionalParamSpec words = Options.parameters(
            "ENTRYPOINT [ARGS]",
            "A name of the policy, or the path of its file as the manifest spells it; behind it all is its own.");

    /** A command of one session. */
    public RunCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** What it understands; whatever stands behind the entrypoint is the entrypoint's, options too. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "run",
                this,
                global,
                "Runs an entrypoint of the policy with approved arguments, from the bytes that were just verified.",
                "",
                "Examples:",
                "  bridgectl run bridge",
                "  bridgectl run core_bucket_bridge.py",
                "  bridgectl run --dry-run automation --once",
                "  bridgectl run --format json automation --watch --interval 120",
                "",
                "A process works in the deployment's root, or, where its argv or env use {dir},",
                "in the staged root; then the deployment is in $BRIDGECTL_ROOT.",
                "",
                "A process gets copies of the listed files alone: what it imports or sources",
                "must be listed, too (init --library FILE, or the policy's files and freeze).",
                "BRIDGECTL_CANONICAL_FILE in its environment is the path of its own file in the",
                "deployment, beside which it finds what is not sealed.",
                "",
                "Exit codes: those of what ran (128 + n if signal n ended it); 32 emergency",
                "stop in force, 64 usage, 66 a program is missing, 74 I/O error, 77 refused, 78",
                "it can't run as the policy has it, 130, 143 interrupted, after an orderly end.");
        spec.parser().stopAtPositional(true);
        spec.addOption(dryRun);
        format.addTo(spec);
        spec.addPositional(words);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        List<String> given = Options.values(words.getValue());
        if (given.isEmpty()) {
            throw new UsageException("run needs an entrypoint");
        }
        RunRequest request = new RunRequest(given.get(0), given.subList(1, given.size()));
        return Options.isSet(dryRun)
                ? new GuardedRun(session, global.deploymentToRead(session.host())).show(request, format)
                : new GuardedRun(session, global.deployment(session.host())).start(request, format);
    }
}
