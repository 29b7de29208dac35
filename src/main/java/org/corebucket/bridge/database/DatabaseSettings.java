package org.corebucket.bridge.database;

import java.util.Locale;
import java.util.regex.Pattern;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * Where a deployment's database is, and who its bridges are there: {@code ledger.postgresql} of the bridge's descriptor
 * (CONTRACT 12).
 *
 * @param url as the JDBC driver takes it, without user and password
 * @param user the role of the bridges, which may only insert and select where entries are concerned
 * @param passwordFile holds that role's password on its first line; relative to the root
 * @param schema in which all tables lie
 * @param pool how many connections a bridge reads with, at most
 */
public record DatabaseSettings(String url, String user, String passwordFile, String schema, int pool) {

    /** The schema of a descriptor that names none. */
    public static final String SCHEMA = "bridgectl";

    private static final int FEW_READERS = 4;
    private static final int MOST_READERS = 16;
    private static final String PREFIX = "jdbc:postgresql:";

    /** What PostgreSQL takes without quotes, so that no statement has to quote it. */
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /** Who we are is not for a file that everybody may read. */
    private static final Pattern CREDENTIALS = Pattern.compile("[?&](user|password)=", Pattern.CASE_INSENSITIVE);

    /**
     * Reads the object strictly.
     *
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static DatabaseSettings of(JsonFields fields) throws MalformedJsonException {
        String url = fields.string("url");
        if (!url.startsWith(PREFIX)) {
            throw refused(
                    fields, "url", "does not begin with " + PREFIX, "write it like " + PREFIX + "//host/database");
        }
        if (CREDENTIALS.matcher(url).find()) {
            throw refused(
                    fields,
                    "url",
                    "names a user or a password",
                    "write the user under \"user\", and the password into the file that \"password_file\" names");
        }
        String user = name(fields, "user");
        String passwordFile = fields.string("password_file");
        String schema = fields.has("schema") ? name(fields, "schema") : SCHEMA;
        long pool = fields.has("pool") ? fields.wholeNumber("pool") : FEW_READERS;
        if (pool < 1 || pool > MOST_READERS) {
            throw refused(fields, "pool", "is not from 1 to " + MOST_READERS, "correct it");
        }
        fields.refuseOthers();
        return new DatabaseSettings(url, user, passwordFile, schema, (int) pool);
    }

    private static String name(JsonFields fields, String member) throws MalformedJsonException {
        String name = fields.string(member);
        if (!NAME.matcher(name).matches() || name.startsWith("pg_")) {
            throw refused(
                    fields,
                    member,
                    "is no plain name of PostgreSQL",
                    "use lower-case letters, digits and _, such as " + member.toLowerCase(Locale.ROOT) + "_1");
        }
        return name;
    }

    private static MalformedJsonException refused(JsonFields fields, String member, String problem, String remedy) {
        return fields.refused(member, fields.line(member), problem, remedy);
    }
}
