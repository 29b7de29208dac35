package org.corebucket.bridge.pkcs11;

import java.util.Map;
import org.corebucket.bridge.text.OneLine;

/**
 * What a token says of itself ({@code CK_TOKEN_INFO}).
 *
 * @param flags {@code CKF_…}
 */
record TokenFacts(String label, String manufacturer, String model, String serial, long flags) {

    private static final long LOGIN_REQUIRED = 0x4;
    private static final long OWN_PIN_PAD = 0x100;
    private static final long INITIALIZED = 0x400;
    private static final long FEW_TRIES_LEFT = 0x10000;
    private static final long LAST_TRY = 0x20000;
    private static final long PIN_LOCKED = 0x40000;

    /** By the names that a URI has for it. */
    Map<String, String> attributes() {
        return Map.of("token", label, "manufacturer", manufacturer, "model", model, "serial", serial);
    }

    /** Whether there is anything on it. */
    boolean isInitialized() {
        return has(INITIALIZED);
    }

    /** Whether private keys are seen only by whoever logs in. */
    boolean asksForPin() {
        return has(LOGIN_REQUIRED);
    }

    /** Whether the PIN is typed at the token itself. */
    boolean hasPinPad() {
        return has(OWN_PIN_PAD);
    }

    /** What the token says of the tries that are left, as the end of a sentence about a wrong PIN; empty if nothing. */
    String triesLeft() {
        if (has(PIN_LOCKED)) {
            return "; the PIN is locked now";
        }
        if (has(LAST_TRY)) {
            return "; one try is left, and another wrong PIN locks it";
        }
        return has(FEW_TRIES_LEFT) ? "; few tries are left until it locks" : "";
    }

    private boolean has(long flag) {
        return (flags & flag) != 0;
    }

    /** Its name for messages, on one line. */
    String name() {
        return "the token \"" + OneLine.of(label) + "\"" + (serial.isEmpty() ? "" : ", serial " + OneLine.of(serial));
    }
}
