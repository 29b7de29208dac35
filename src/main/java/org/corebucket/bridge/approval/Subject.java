package org.corebucket.bridge.approval;

import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.trust.DecidedAct;

/**
 * What a proposal is about.
 *
 * @param act what is decided
 * @param word by which a user names it; that of a resolution is the id of the incident
 */
public record Subject(DecidedAct act, String word) {

    /** A new manifest. */
    public static final Subject FREEZE = new Subject(DecidedAct.FREEZE, "freeze");

    /** The next version of the trust root. */
    public static final Subject TRUST = new Subject(DecidedAct.TRUST, "trust");

    /** A certificate. */
    public static final Subject CERTIFICATE = new Subject(DecidedAct.CERTIFY, "certify");

    /** The statement that a clock was ahead. */
    public static final Subject CLOCK = new Subject(DecidedAct.RESOLVE, "clock");

    /** The statement that a host goes by the shared ledger as it is, though it has seen more. */
    public static final Subject LEDGER = new Subject(DecidedAct.RESOLVE, "ledger");

    /** Those of which there is at most one each. */
    private static final List<Subject> SINGLE = List.of(FREEZE, TRUST, CERTIFICATE, CLOCK, LEDGER);

    private static final String RESOLUTION = "resolution.";
    private static final String ENDING = ".json";

    /** The resolution of an incident. */
    public static Subject resolution(String incident) {
        return new Subject(DecidedAct.RESOLVE, incident);
    }

    /** The command that puts it in force once enough have approved it. */
    public String completion() {
        return "bridgectl " + (equals(TRUST) ? "trust apply" : command() + " --complete");
    }

    /** The command that proposes it. */
    public String proposing() {
        return "bridgectl "
                + (equals(TRUST) ? "trust propose --reason TEXT" : command() + " --propose")
                + (equals(TRUST) || equals(CERTIFICATE) ? "" : " --reason TEXT");
    }

    /** The words of the command that decides it. */
    private String command() {
        return switch (word) {
            case "freeze", "certify" -> word;
            case "clock" -> "keys accept-clock";
            case "ledger" -> "cluster accept";
            default -> "incident resolve " + word;
        };
    }

    /** The name of the file with what is signed. */
    String file() {
        return switch (word) {
            case "freeze" -> "canonical.sha256";
            case "certify" -> "certificate.dsse";
            case "trust", "clock", "ledger" -> word + ENDING;
            default -> RESOLUTION + word + ENDING;
        };
    }

    /** The subject whose file has this name; empty if none has. */
    static Optional<Subject> ofFile(String name) {
        for (Subject one : SINGLE) {
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
