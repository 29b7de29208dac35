package org.corebucket.bridge.cli.approval;

import java.util.EnumMap;
import java.util.Map;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.text.Digits;
import org.corebucket.bridge.trust.DecidedAct;
import picocli.CommandLine.Model.OptionSpec;

/** The option that says how many keys an act takes. */
final class ThresholdOption {

    private static final String NAME = "--threshold";
    private static final int MOST_DIGITS = 2;

    private ThresholdOption() {}

    static OptionSpec option(String otherwise) {
        return Options.texts(
                NAME,
                "[ACT=]NUMBER",
                "How many keys it takes: to freeze, resolve, certify, or change the trust root (trust); a bare NUMBER is for all"
                        + " four. May be given several times. " + otherwise);
    }

    /**
     * What was given, a later one before an earlier one.
     *
     * @throws UsageException if it is no number, or names no act
     */
    static Map<DecidedAct, Integer> of(OptionSpec option) throws UsageException {
        Map<DecidedAct, Integer> thresholds = new EnumMap<>(DecidedAct.class);
        for (String given : Options.values(option.getValue())) {
            int at = given.indexOf('=');
            String number = given.substring(at + 1);
            if (!Digits.isNumber(number, MOST_DIGITS)) {
                throw bad(given);
            }
            boolean any = false;
            for (DecidedAct act : DecidedAct.values()) {
                if (at < 0 || act.text().equals(given.substring(0, at))) {
                    thresholds.put(act, Integer.parseInt(number));
                    any = true;
                }
            }
            if (!any) {
                throw bad(given);
            }
        }
        return thresholds;
    }

    private static UsageException bad(String given) {
        return new UsageException(
                NAME + ": expected NUMBER, or ACT=NUMBER with freeze, resolve, certify or trust; found " + given);
    }
}
