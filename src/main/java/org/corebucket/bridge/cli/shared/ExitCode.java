package org.corebucket.bridge.cli.shared;

import java.util.List;

/** The exit codes of CONTRACT 1, except those of a BLOCKED verdict, which are computed from its findings. */
public final class ExitCode {

    /** The deployment is READY, or the command has done its work. */
    public static final int OK = 0;
    /** What was verified does not hold. */
    public static final int FAILED = 1;
    /** An emergency stop is in force, and nothing starts. */
    public static final int STOPPED = 32;
    /** The command line is wrong. */
    public static final int USAGE = 64;
    /** An input is malformed. */
    public static final int MALFORMED_INPUT = 65;
    /** An input is missing. */
    public static final int NO_INPUT = 66;
    /** The bridge can't be reached; updates stay in the outbox. */
    public static final int UNREACHABLE = 69;
    /** The command met a bug. */
    public static final int BUG = 70;
    /** A file or a stream could not be read or written. */
    public static final int IO_ERROR = 74;
    /** Another instance holds the lock. */
    public static final int LOCKED = 75;
    /** The command refused: a signature, a key or a state does not allow it. */
    public static final int REFUSED = 77;
    /** The configuration does not allow it. */
    public static final int NOT_ALLOWED = 78;

    /** The reader of standard output has gone. Any program that SIGPIPE ends has this code. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}

    /**
     * What a code says, and what to do about it.
     *
     * @param code the code, or several, as people write them
     * @param meaning what it says, in sentences
     * @param remedy what to do, in sentences
     */
    public record Meaning(String code, String meaning, String remedy) {

        private static Meaning of(int code, String meaning, String remedy) {
            return new Meaning(String.valueOf(code), meaning, remedy);
        }
    }

    /** The parts of which the code of a BLOCKED verdict is the sum. */
    public static List<Meaning> partsOfBlocked() {
        return List.of(
                Meaning.of(
                        1,
                        "canonical/ holds a file that nobody sealed.",
                        "Keep a copy, find out who put it there, and move it out."),
                Meaning.of(2, "A sealed file is missing.", "Run bridgectl restore."),
                Meaning.of(
                        4,
                        "A sealed file changed: its bytes, its type or its mode.",
                        "Keep a copy of the tree, then run bridgectl restore."),
                Meaning.of(8, "Another check failed.", "Do what its [FIX] says."),
                Meaning.of(
                        16,
                        "There is no trust: in manifest, seal, serial, expiry, release key or clock.",
                        "First compare the release key with your own copy: bridgectl keys show. If it is the right one, run"
                                + " bridgectl restore. If the seal expired, it needs bridgectl freeze."),
                Meaning.of(
                        STOPPED,
                        "An emergency stop is in force.",
                        "Remove the cause that bridgectl incident list names. Then the holder of the release key runs bridgectl"
                                + " incident resolve ID --reason TEXT."));
    }

    /** All codes, in their order, but the parts of a BLOCKED verdict. */
    public static List<Meaning> meanings() {
        return List.of(
                Meaning.of(OK, "The deployment is ready, or the command has done its work.", "Nothing."),
                new Meaning(
                        "1 to 63",
                        "From verify and restore: BLOCKED. The code is the sum of its parts, each of which is named below.",
                        "Start nothing. Run bridgectl verify --read-only --quiet, which changes nothing: under each [ERROR]"
                                + " stands a [FIX]. Begin with the largest part."),
                Meaning.of(
                        FAILED,
                        "From any other command: what it was asked about does not hold. An update was refused, a module is late,"
                                + " a job failed, or a ledger, a certificate, a signature or a token is not sound.",
                        "Don't rely on it. The message says why."),
                Meaning.of(
                        STOPPED,
                        "From any other command: an emergency stop is in force, and nothing starts.",
                        "As for the part 32 of a verdict."),
                Meaning.of(USAGE, "The command line is wrong.", "Run bridgectl COMMAND --help."),
                Meaning.of(
                        MALFORMED_INPUT,
                        "A file can't be read as what it should be: a manifest, a policy, a descriptor, a key.",
                        "Look at the file and line that the message names. If the file is sealed, run bridgectl restore."),
                Meaning.of(
                        NO_INPUT,
                        "Something is missing: a file, a key, the deployment, or a program.",
                        "The message names it. If it is the release key, is its medium plugged in?"),
                Meaning.of(
                        UNREACHABLE,
                        "The bridge does not answer.",
                        "Is it running? What was to be sent is in the outbox; bridgectl sync --drain sends it."),
                Meaning.of(
                        BUG,
                        "A bug in bridgectl.",
                        "Treat it as BLOCKED, and report it with the file that the message names."),
                Meaning.of(
                        IO_ERROR,
                        "A disk is full, read-only or broken, or a file belongs to another user.",
                        "The message names file and cause. Mend it, and type the same again: it goes on where it was."),
                Meaning.of(
                        LOCKED,
                        "Another instance is at work already.",
                        "Nothing, unless it hangs: bridgectl status names it."),
                Meaning.of(
                        REFUSED,
                        "The command refused: something is forbidden, not listed, changed, not sealed or not approved, or this"
                                + " user may not do it.",
                        "Nothing was executed. The message says what, and what would be approved."),
                Meaning.of(
                        NOT_ALLOWED,
                        "The configuration does not allow it.",
                        "Correct the setting that the message names."),
                new Meaning("130, 143", "Somebody ended it, in order, by SIGINT or SIGTERM.", "Nothing."),
                Meaning.of(BROKEN_PIPE, "Whoever read its output has gone, as head does.", "Nothing."),
                new Meaning(
                        "any",
                        "From run: the code of what ran, or 128 + n if signal n ended it.",
                        "Ask the author of what ran."));
    }
}
