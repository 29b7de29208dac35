package org.corebucket.bridge.bridge.state;

import java.time.Instant;

/**
 * What was counted in one minute.
 *
 * @param minute when it began
 */
public record MinuteFigures(Instant minute, FigureCounts counts) {}
