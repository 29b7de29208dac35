package org.corebucket.bridge.http.wire;

/** Says that a body does not end where and as it should; the message quotes nothing of it. */
public final class MalformedBodyException extends Exception {

    private final String detail;

    MalformedBodyException(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** What is wrong, as one sentence. */
    public String detail() {
        return detail;
    }
}
