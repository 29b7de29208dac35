package org.corebucket.bridge.cli.shared;

import java.time.Duration;
import org.corebucket.bridge.policy.DurationText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as the contract writes them: {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d} or ISO-8601 (CONTRACT
 * 1).
 */
public final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
