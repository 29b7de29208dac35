package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.readiness.MendableException;
import picocli.CommandLine.Model.CommandSpec;

/** Makes the tables that the nodes of a cluster share, or brings them up to date. */
final class ClusterInitCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    private final OwnerLogin owner = new OwnerLogin();

    ClusterInitCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "init",
                this,
                global,
                "Makes the schema in the database that the bridge's descriptor names, or brings it up to date, and gives the"
                        + " bridges' role its rights: it may add entries, and nothing may change or delete one. It can be run"
                        + " again at any time, on any node, while bridges run.",
                "",
                "Examples:",
                "  psql -c \"CREATE ROLE bridgectl_owner LOGIN PASSWORD '...'\"",
                "  psql -c \"CREATE ROLE bridge LOGIN PASSWORD '...'\"",
                "  psql -c \"CREATE DATABASE bridge OWNER bridgectl_owner\"",
                "  bridgectl cluster init --owner bridgectl_owner --password-file owner.password",
                "",
                "Exit codes: 0 done, 65 malformed descriptor, 66 no deployment, or no such role,",
                "74 the database does not answer, 78 the ledger is not in a database, or the",
                "bridges' role would own the schema.");
        owner.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        DatabaseSettings settings = settings(deployment, session.host());
        try (Database database = owner.database(settings, session.host(), "bridgectl cluster init")) {
            DatabaseSchema.Upgrade upgrade = DatabaseSchema.upgrade(database, settings);
            session.out().println(words(settings, upgrade));
        }
        session.out().println("Next, on each node: bridgectl verify, then: bridgectl run bridge");
        return ExitCode.OK;
    }

    private static String words(DatabaseSettings settings, DatabaseSchema.Upgrade upgrade) {
        String schema = "schema " + settings.schema();
        if (upgrade.before() == upgrade.now()) {
            return schema + " is of version " + upgrade.now() + " already; the rights of " + settings.user()
                    + " were set again";
        }
        return upgrade.before() == 0
                ? "made " + schema + ", version " + upgrade.now() + ", for the role " + settings.user()
                : "brought " + schema + " from version " + upgrade.before() + " to " + upgrade.now();
    }

    /** The deployment's database, which it must have. */
    static DatabaseSettings settings(Deployment deployment, Host host) throws IOException, MendableException {
        return DeploymentLedger.database(deployment, host)
                .orElseThrow(() -> MendableException.notAllowed("the ledger of this deployment is in files"
                        + "\nTo share it among nodes write \"store\": \"postgresql\" and \"postgresql\": {...} under"
                        + " \"ledger\" in " + Deployment.BRIDGE + " (see the guide, cluster), then: bridgectl freeze"
                        + " --reason TEXT"));
    }
}
