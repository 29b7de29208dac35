package org.corebucket.bridge.cli.shared;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options {@code --propose} and {@code --complete}: the two steps of a decision that one key does not take alone (CONTRACT 13). */
public final class DecisionSteps {

    private final OptionSpec propose;
    private final OptionSpec complete;

    /** The steps of one command, with what the help says of each. */
    public DecisionSteps(String proposing, String completing) {
        propose = Options.flag("--propose", proposing);
        complete = Options.flag("--complete", completing);
    }

    /** Adds both to a command. */
    public void addTo(CommandSpec spec) {
        spec.addOption(propose);
        spec.addOption(complete);
    }

    /** Whether it is to be proposed. */
    public boolean proposes() {
        return Options.isSet(propose);
    }

    /** Whether what was proposed is to be completed. */
    public boolean completes() {
        return Options.isSet(complete);
    }

    /**
     * Requires that at most one step is taken, and that what belongs to the proposal is not given again when it is completed.
     *
     * @param reason the option that is needed but for completing; null if there is none
     * @param others what else belongs to the proposal
     */
    public void require(@Nullable OptionSpec reason, OptionSpec... others) throws UsageException {
        if (proposes() && completes()) {
            throw new UsageException("--propose and --complete are steps of their own: give one of them");
        }
        if (completes()) {
            refuse(reason);
            for (OptionSpec other : others) {
                refuse(other);
            }
        } else if (reason != null && reason.getValue() == null) {
            throw new UsageException("Missing required option: '" + reason.longestName() + "=TEXT'");
        }
        if (reason != null) {
            ReasonOption.textIfGiven(reason);
        }
    }

    private static void refuse(@Nullable OptionSpec ofProposal) throws UsageException {
        if (ofProposal != null && ofProposal.getValue() != null) {
            throw new UsageException(
                    ofProposal.longestName() + " belongs to --propose: what was proposed has it already");
        }
    }
}
