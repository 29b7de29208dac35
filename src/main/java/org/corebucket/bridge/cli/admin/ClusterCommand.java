package org.corebucket.bridge.cli.admin;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code cluster}. */
public final class ClusterCommand {

    private ClusterCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "cluster",
                global,
                List.of(
                        new ClusterAcceptCommand(session, global).model(),
                        new ClusterArchiveCommand(session, global).model(),
                        new ClusterInitCommand(session, global).model(),
                        new ClusterStatusCommand(session, global).model()),
                "Makes and shows the database that the nodes of a cluster share, and archives its oldest entries.",
                "",
                "Examples:",
                "  bridgectl cluster init --owner bridgectl_owner --password-file owner.password",
                "  bridgectl cluster status",
                "",
                "Exit codes: 0 done, 66 no deployment, or something is missing, 74 the database",
                "does not answer, 78 the ledger is not in a database, or not allowed.");
    }
}
