package org.corebucket.bridge.cli.manual;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The release that a manual belongs to.
 *
 * @param version the release's version
 * @param date the day of the release, which the build gives, so that two builds write the same
 */
public record Release(String version, LocalDate date) {

    /** What Debian wants beside a package (Debian Policy, 4.4): the release alone, since CHANGELOG.md has the changes. */
    public String debianChangelog() {
        return "bridgectl (" + version + ") unstable; urgency=medium\n\n  * Release " + version
                + "; /usr/share/doc/bridgectl/CHANGELOG.md says what changed.\n\n"
                + " -- Core-Bucket Bridge <bridge@corebucket.org>  "
                + DateTimeFormatter.RFC_1123_DATE_TIME
                        .format(date.atStartOfDay(ZoneOffset.UTC))
                        .replace("GMT", "+0000")
                + "\n";
    }
}
