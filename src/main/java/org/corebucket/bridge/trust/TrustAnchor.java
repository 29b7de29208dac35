package org.corebucket.bridge.trust;

import org.corebucket.bridge.digest.Sha256;

/** What is believed already of who may decide, from which everything else follows. A host remembers it of each deployment. */
public sealed interface TrustAnchor {

    /** It in words. */
    String words();

    /**
     * A version of the trust root that was believed before, by this host or by whoever names the file.
     *
     * @param digest SHA-256 of its file
     */
    record KnownVersion(long version, Sha256 digest) implements TrustAnchor {

        @Override
        public String words() {
            return "version " + version + " of the trust root, sha256 " + digest.hex();
        }
    }

    /**
     * The one release key of a deployment that had no trust root yet: it must be in version 1, and have signed it.
     *
     * @param fingerprint SHA-256 over its DER SubjectPublicKeyInfo, in hex
     */
    record OneKey(String fingerprint) implements TrustAnchor {

        @Override
        public String words() {
            return "release key " + fingerprint;
        }
    }

    /** Nothing is believed yet: version 1 is taken on trust, if as many of its own keys signed it as it takes. */
    record Unknown() implements TrustAnchor {

        @Override
        public String words() {
            return "nobody";
        }
    }
}
