package org.corebucket.bridge.cli.admin;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code provenance}. */
public final class ProvenanceCommand {

    private ProvenanceCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "provenance",
                global,
                List.of(
                        new ProvenanceVerifyCommand(session, global).model(),
                        new ProvenanceShowCommand(session, global).model(),
                        new ProvenanceCheckpointCommand(session, global).model(),
                        new ProvenanceRecoverCommand(session, global).model(),
                        new ProvenanceArchiveCommand(session, global).model(),
                        new ProvenanceExportCommand(session, global).model(),
                        new ProvenanceImportCommand(session, global).model(),
                        new ProvenancePublishCommand(session, global).model(),
                        new ProvenanceProofCommand(session, global).model(),
                        new ProvenanceCheckProofCommand(session, global).model()),
                "Verifies, shows, signs, exports and imports the ledger of all accepted updates, keeps one of V5, and begins"
                        + " anew after damage.",
                "",
                "Examples:",
                "  bridgectl provenance verify",
                "  bridgectl provenance show --last 5",
                "",
                "Exit codes: 0 done or it holds, 1 the ledger does not hold, 66 input missing,",
                "75 a bridge has the ledger.");
    }
}
