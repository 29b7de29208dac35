package org.corebucket.bridge.cli.approval;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code trust}. */
public final class TrustCommand {

    private TrustCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "trust",
                global,
                List.of(
                        new TrustShowCommand(session, global).model(),
                        new TrustInitCommand(session, global).model(),
                        new TrustProposeCommand(session, global).model(),
                        new ApproveCommand(session, global).trustModel(),
                        new TrustApplyCommand(session, global).model()),
                "Says who may decide in a deployment, and changes that: whose keys freeze, resolve and certify, and how many of"
                        + " them it takes. Without a trust root the one release key decides alone.",
                "",
                "Examples:",
                "  bridgectl trust show",
                "  bridgectl trust init --holder anna=anna.pem --holder bruno=bruno.pem \\",
                "    --threshold 2 --reason \"two of three decide\"",
                "",
                "Exit codes: 0 done, 64 usage, 65 malformed file, 66 a file is missing, 75",
                "another instance is at work, 77 refused.");
    }
}
