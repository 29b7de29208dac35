package org.corebucket.bridge.cli.shared;

/** The exit codes of CONTRACT 1 besides those of a verdict, which are the sum of its findings' consequences. */
public final class ExitCode {

    /** Ready; done. */
    public static final int OK = 0;
    /** What was asked does not hold. */
    public static final int FAILED = 1;
    /** An emergency stop is in force, and nothing starts. */
    public static final int STOPPED = 32;
    /** Bad usage. */
    public static final int USAGE = 64;
    /** Malformed input. */
    public static final int MALFORMED_INPUT = 65;
    /** An input is missing. */
    public static final int NO_INPUT = 66;
    /** The bridge can't be reached; what was to be sent is in the outbox. */
    public static final int UNREACHABLE = 69;
    /** A bug. */
    public static final int BUG = 70;
    /** An I/O error. */
    public static final int IO_ERROR = 74;
    /** Another instance holds the lock. */
    public static final int LOCKED = 75;
    /** Refused. */
    public static final int REFUSED = 77;
    /** The configuration does not allow it. */
    public static final int NOT_ALLOWED = 78;

    /** Whoever read standard output has gone, as of any program that SIGPIPE ends. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
