package org.corebucket.bridge.trust;

import org.corebucket.bridge.json.JsonWord;

/** What the holders of keys decide on; each act has a threshold of its own (CONTRACT 13). */
public enum DecidedAct implements JsonWord {
    /** A manifest is put in force. */
    FREEZE("freeze"),
    /** A critical incident is resolved. */
    RESOLVE("resolve"),
    /** A certificate is issued. */
    CERTIFY("certify"),
    /** The next version of the trust root is put in force. */
    TRUST("trust");

    private final String text;

    DecidedAct(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
