package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSchema;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes the tables that the nodes of a cluster share, or brings them up to date. */
final class ClusterInitCommand implements Callable<Integer> {

    private static final int LONGEST_PASSWORD = 4096;

    private final Session session;
    private final GlobalOptions global;

    private final OptionSpec owner = Options.value(
                    "--owner", "ROLE", "The database role that owns the schema, or is to. It is not the bridges' role.")
            .type(String.class)
            .required(true)
            .build();

    private final OptionSpec passwordFile = Options.input(
            "--password-file",
            "FILE",
            "That role's password, on the first line; - reads it from standard input. Without it none is sent.");

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
        spec.addOption(owner);
        spec.addOption(passwordFile);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        DatabaseSettings settings = settings(deployment);
        try (Database database = Database.of(settings, owner.getValue(), password(), "bridgectl cluster init")) {
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
    static DatabaseSettings settings(Deployment deployment) throws IOException, MendableException {
        return DeploymentLedger.database(deployment)
                .orElseThrow(() -> MendableException.notAllowed("the ledger of this deployment is in files"
                        + "\nTo share it among nodes write \"store\": \"postgresql\" and \"postgresql\": {...} under"
                        + " \"ledger\" in " + Deployment.BRIDGE + " (see the guide, cluster), then: bridgectl freeze"
                        + " --reason TEXT"));
    }

    private @Nullable String password() throws IOException, UsageException {
        InputFile file = Options.input(passwordFile, session.host());
        if (file == null) {
            return null;
        }
        String text = new String(file.firstLine(LONGEST_PASSWORD), StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            throw new UsageException("--password-file: expected a password on the first line, found none");
        }
        return text;
    }
}
