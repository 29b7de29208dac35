package org.corebucket.bridge.cli.approval;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.OptionSpec;

/** The option that says until when a key's signatures count. */
final class ExpiryOption {

    private static final String NAME = "--key-expires";
    private static final String NEVER = "never";

    private ExpiryOption() {}

    static OptionSpec option() {
        return Options.texts(
                NAME,
                "NAME=TIME",
                "From when on the signatures of a key no longer count, like anna=2027-12-31T00:00:00Z; anna=never takes that"
                        + " back. May be given several times.");
    }

    /**
     * What was given, by the names of the keys; {@link Instant#MAX} is never.
     *
     * @throws UsageException if a name or a time is missing
     */
    static Map<String, Instant> of(OptionSpec option) throws UsageException {
        Map<String, Instant> expiries = new HashMap<>();
        for (String given : Options.values(option.getValue())) {
            int at = given.lastIndexOf('=');
            String time = given.substring(at + 1);
            try {
                Instant when = time.equals(NEVER)
                        ? Instant.MAX
                        : OffsetDateTime.parse(time).toInstant().truncatedTo(ChronoUnit.SECONDS);
                if (at < 1 || expiries.put(given.substring(0, at), when) != null) {
                    throw bad(given);
                }
            } catch (DateTimeException e) {
                throw bad(given);
            }
        }
        return expiries;
    }

    private static UsageException bad(String given) {
        return new UsageException(
                NAME + ": expected once for each name NAME=TIME, like anna=2027-12-31T00:00:00Z, or NAME=never; found "
                        + OneLine.of(given));
    }
}
