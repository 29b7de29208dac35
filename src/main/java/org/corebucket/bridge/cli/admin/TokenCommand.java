package org.corebucket.bridge.cli.admin;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code token}. */
public final class TokenCommand {

    private TokenCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "token",
                global,
                List.of(
                        new TokenIssueCommand(session, global).model(),
                        new TokenInspectCommand(session, global).model()),
                "Issues and inspects the tokens by which the bridge knows who calls.",
                "",
                "Examples:",
                "  bridgectl token issue --subject education-1 --role module --module education",
                "  bridgectl token inspect - < token.txt",
                "",
                "Exit codes: 0 done, 1 the token does not count, 65 malformed input, 66 input",
                "missing, 77 refused, 78 no secret, or a weak one.");
    }
}
