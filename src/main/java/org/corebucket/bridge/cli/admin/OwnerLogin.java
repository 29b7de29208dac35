package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options by which a command connects to the database as the role that owns the tables. */
final class OwnerLogin {

    private static final int LONGEST_PASSWORD = 4096;

    private final OptionSpec owner = Options.requiredText(
            "--owner", "ROLE", "The database role that owns the schema, or is to. It is not the bridges' role.");

    private final OptionSpec passwordFile = Options.input(
            "--password-file",
            "FILE",
            "That role's password, on the first line; - reads it from standard input. Without it none is sent.");

    void addTo(CommandSpec spec) {
        spec.addOption(owner);
        spec.addOption(passwordFile);
    }

    /** The database as that role has it. */
    Database database(DatabaseSettings settings, Host host, String program)
            throws IOException, UsageException, MendableException {
        return Database.of(settings, owner.getValue(), password(host), program);
    }

    private @Nullable String password(Host host) throws IOException, UsageException {
        InputFile file = Options.input(passwordFile, host);
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
