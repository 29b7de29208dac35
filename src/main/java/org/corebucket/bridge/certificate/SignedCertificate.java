package org.corebucket.bridge.certificate;

import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * A certificate that was read, with what binds the two files together.
 *
 * @param certificate what it states
 * @param text the digest of the certificate for people, without its last line
 */
public record SignedCertificate(Certificate certificate, Sha256 text) {

    /**
     * Reads the statement of a certificate: every field, no other, and nowhere two answers to one question.
     *
     * @param source how messages name it
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static SignedCertificate read(byte[] statement, String source) throws MalformedJsonException {
        return Statement.read(statement, source);
    }
}
