package org.corebucket.bridge.http.wire;

/** The head of a request is malformed, or one that this server does not take. The message quotes nothing of it. */
final class MalformedHeadException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String detail;

    MalformedHeadException(int status, String detail) {
        super(detail);
        this.status = status;
        this.detail = detail;
    }

    /** The status of the refusal. */
    int status() {
        return status;
    }

    /** What is wrong, as one clause. */
    String detail() {
        return detail;
    }
}
