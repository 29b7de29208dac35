package org.corebucket.bridge.cli.automation;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code automation}. */
public final class AutomationCommand {

    private AutomationCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "automation",
                global,
                List.of(
                        new AutomationNextCommand(session, global).model(),
                        new AutomationCheckCommand(session, global).model(),
                        new AutomationImportCommand(session, global).model()),
                "Tells when the automation's jobs are due, and whether they can run, and makes jobs of a crontab. It starts none:"
                        + " run automation does.",
                "",
                "Examples:",
                "  bridgectl automation next",
                "  bridgectl automation check jobs.json",
                "  crontab -l | bridgectl automation import - > jobs.json",
                "",
                "Exit codes: 0 done, 1 a job or line can't, 65 the file is malformed, 66 there is",
                "no such file, job or deployment.");
    }
}
