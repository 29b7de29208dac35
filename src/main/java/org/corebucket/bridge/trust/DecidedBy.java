package org.corebucket.bridge.trust;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.text.Digits;

/** By whom something says that it was decided: it stands in what is signed, as a name and a value. */
public sealed interface DecidedBy {

    /** The name under which it is written. */
    String name();

    /** The value as it is written. */
    String value();

    /** It in words. */
    String words();

    /**
     * Reads it from named values.
     *
     * @throws IllegalArgumentException if they name nobody
     */
    static DecidedBy of(Map<String, String> values) {
        String version = values.get(DecidedByRoot.NAME);
        String key = values.get(DecidedByKey.NAME);
        if (version != null && key == null && Digits.isNumber(version, DecidedByRoot.LONGEST)) {
            return new DecidedByRoot(Long.parseLong(version));
        }
        if (key == null || version != null) {
            throw new IllegalArgumentException("a key's fingerprint or a trust root's version says who decided");
        }
        return new DecidedByKey(key);
    }

    /**
     * Reads it from a JSON object, whose other fields stay unread.
     *
     * @throws MalformedJsonException if the object names nobody
     */
    static DecidedBy read(JsonFields fields) throws MalformedJsonException {
        Map<String, String> values = new HashMap<>();
        for (String name : List.of(DecidedByKey.NAME, DecidedByRoot.NAME)) {
            if (fields.has(name)) {
                values.put(name, fields.string(name));
            }
        }
        try {
            return of(values);
        } catch (IllegalArgumentException e) {
            throw fields.malformed(DecidedByKey.NAME, "is not there", "put the signed file back");
        }
    }

    /**
     * The one release key.
     *
     * @param fingerprint SHA-256 over its DER SubjectPublicKeyInfo, in hex
     */
    record DecidedByKey(String fingerprint) implements DecidedBy {

        private static final String NAME = "key";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String value() {
            return fingerprint;
        }

        @Override
        public String words() {
            return "release key " + fingerprint;
        }
    }

    /** Keys of a version of the trust root, from 1. */
    record DecidedByRoot(long version) implements DecidedBy {

        private static final String NAME = "trust";
        private static final int LONGEST = 18;

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String value() {
            return Long.toString(version);
        }

        @Override
        public String words() {
            return "version " + version + " of the trust root";
        }
    }
}
