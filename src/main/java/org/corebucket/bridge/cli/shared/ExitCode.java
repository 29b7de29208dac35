package org.corebucket.bridge.cli.shared;

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
}
