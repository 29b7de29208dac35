package org.corebucket.bridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/** A ledger in PostgreSQL that the deployments of a test share, in a schema of its own. */
public final class SharedLedger implements AutoCloseable {

    private static final String PASSWORD_FILE = "security/database.password";

    private final PostgresSchema schema;
    private boolean made;

    /** One without tables yet: the first deployment that {@link #join joins} makes them. */
    public SharedLedger(PostgresSchema schema) {
        this.schema = schema;
    }

    /** One in the server that all tests share. */
    public static SharedLedger make() throws Exception {
        return new SharedLedger(PostgresServer.shared().schema());
    }

    /** Its schema. */
    public PostgresSchema schema() {
        return schema;
    }

    /** Has a deployment keep its ledger there, and seals that. */
    public void join(Operator operator) throws Exception {
        join(operator, schema.url());
    }

    /** The same, by another way to the server. */
    public void join(Operator operator, String url) throws Exception {
        String store = "\"store\": \"postgresql\", \"postgresql\": {\"url\": \"" + url + "\", \"user\": \""
                + schema.bridge().user() + "\", \"password_file\": \"" + PASSWORD_FILE + "\", \"schema\": \""
                + schema.name() + "\"}, \"checkpoint_every\"";
        String descriptor = "canonical/core_bucket_bridge.json";
        operator.write(descriptor, operator.text(descriptor).replace("\"checkpoint_every\"", store));
        operator.write(PASSWORD_FILE, schema.bridge().password() + "\n");
        Files.setPosixFilePermissions(operator.path(PASSWORD_FILE), PosixFilePermissions.fromString("rw-------"));
        succeed(operator, "freeze", "--reason", "the ledger is in a database");
        if (!made) {
            operator.write("owner.password", schema.owner().password() + "\n");
            succeed(
                    operator,
                    "cluster",
                    "init",
                    "--owner",
                    schema.owner().user(),
                    "--password-file",
                    operator.path("owner.password").toString());
            Files.delete(operator.path("owner.password"));
            made = true;
        }
    }

    private static void succeed(Operator operator, String... words) {
        Answer answer = operator.run(words);
        assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    }

    /** Has the database's clock stand at a time. */
    public void setClock(Instant time) {
        try {
            psqlClock(time);
        } catch (Exception e) {
            throw new IllegalStateException("the database's clock can't be set", e);
        }
    }

    private void psqlClock(Instant time) throws Exception {
        schema.psql("CREATE OR REPLACE FUNCTION " + schema.name()
                + ".database_time() RETURNS timestamptz LANGUAGE sql AS" + " $$SELECT timestamptz '" + time + "'$$");
    }

    @Override
    public void close() throws IOException {
        schema.close();
    }
}
