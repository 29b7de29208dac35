package org.corebucket.bridge.cli.shared;

import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/** The option {@code --reason}, whose text logs, manifests and messages state on one line. */
public final class ReasonOption {

    private static final String NAME = "--reason";

    private ReasonOption() {}

    /** A reason that must be given. */
    public static OptionSpec required(String description) {
        return Options.requiredText(NAME, "TEXT", description);
    }

    /** A reason without which the command only shows what it would do. */
    public static OptionSpec optional(String description) {
        return Options.text(NAME, "TEXT", description);
    }

    /**
     * The reason that was given.
     *
     * @throws UsageException if it is blank, or has a control character, which could forge a line
     */
    public static String text(OptionSpec reason) throws UsageException {
        String text = reason.getValue();
        if (text.isBlank()) {
            throw new UsageException(NAME + ": expected the reason in some words, found none");
        }
        if (!OneLine.isPrintable(text)) {
            throw new UsageException(
                    NAME + ": expected words on one line, without control characters; found " + OneLine.of(text));
        }
        return text;
    }

    /** The reason; null if none was given. */
    public static @Nullable String textIfGiven(OptionSpec reason) throws UsageException {
        return reason.getValue() == null ? null : text(reason);
    }
}
