package org.corebucket.bridge.cli.manual;

import java.time.LocalDate;

/**
 * The release that a manual belongs to.
 *
 * @param version the release's version
 * @param date the day of the release, which the build gives, so that two builds write the same
 */
public record Release(String version, LocalDate date) {}
