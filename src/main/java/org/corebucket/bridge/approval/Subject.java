package org.corebucket.bridge.approval;

import java.util.Optional;
import org.corebucket.bridge.trust.DecidedAct;

/**
 * What a proposal is about.
 *
 * @param act what is decided
 * @param incident the id of the incident to resolve; empty for the other acts
 */
public record Subject(DecidedAct act, String incident) {

    /** A new manifest. */
    public static final Subject FREEZE = new Subject(DecidedAct.FREEZE, "");

    /** The next version of the trust root. */
    public static final Subject TRUST = new Subject(DecidedAct.TRUST, "");

    /** A certificate. */
    public static final Subject CERTIFICATE = new Subject(DecidedAct.CERTIFY, "");

    private static final String RESOLUTION = "resolution.";
    private static final String ENDING = ".json";

    /** The resolution of an incident. */
    public static Subject resolution(String incident) {
        return new Subject(DecidedAct.RESOLVE, incident);
    }

    /** The word by which a user names it. */
    public String word() {
        return act == DecidedAct.RESOLVE ? incident : act.text();
    }

    /** The name of the file with what is signed. */
    String file() {
        return switch (act) {
            case FREEZE -> "canonical.sha256";
            case TRUST -> "trust.json";
            case CERTIFY -> "certificate.dsse";
            case RESOLVE -> RESOLUTION + incident + ENDING;
        };
    }

    /** The subject whose file has this name; empty if none has. */
    static Optional<Subject> ofFile(String name) {
        for (Subject one : new Subject[] {FREEZE, TRUST, CERTIFICATE}) {
            if (one.file().equals(name)) {
                return Optional.of(one);
            }
        }
        boolean resolution = name.startsWith(RESOLUTION)
                && name.endsWith(ENDING)
                && name.length() > RESOLUTION.length() + ENDING.length();
        return resolution
                ? Optional.of(resolution(name.substring(RESOLUTION.length(), name.length() - ENDING.length())))
                : Optional.empty();
    }
}
