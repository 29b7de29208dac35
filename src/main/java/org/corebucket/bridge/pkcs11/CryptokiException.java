package org.corebucket.bridge.pkcs11;

/** A function of PKCS #11 returned something else than {@code CKR_OK}. */
final class CryptokiException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long code;

    /**
     * A return value.
     *
     * @param code {@code CKR_…}
     * @param name its name in the standard, as far as Java knows it
     */
    CryptokiException(long code, String name, Throwable cause) {
        super(name, cause);
        this.code = code;
    }

    /** Whether it is one of these. */
    boolean isOneOf(long... codes) {
        for (long one : codes) {
            if (one == code) {
                return true;
            }
        }
        return false;
    }
}
