package org.corebucket.bridge.http.wire;

/** The chunks of a body are malformed. The message quotes nothing of them. */
public final class MalformedBodyException extends Exception {

    private final String detail;

    MalformedBodyException(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** What is wrong, as one clause. */
    public String detail() {
        return detail;
    }
}
