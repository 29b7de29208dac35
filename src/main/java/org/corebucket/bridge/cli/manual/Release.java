package org.corebucket.bridge.cli.manual;

import java.time.LocalDate;

/**
 * What a manual says of itself.
 *
 * @param version the release that it is of
 * @param date the day of that release, as the build has it, so that two builds say the same
 */
public record Release(String version, LocalDate date) {}
