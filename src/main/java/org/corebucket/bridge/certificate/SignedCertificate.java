package org.corebucket.bridge.certificate;

import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * A certificate that was read, with the digest that binds its two files together.
 *
 * @param certificate what it states
 * @param text the digest of the certificate for people, without its last line
 */
public record SignedCertificate(Certificate certificate, Sha256 text) {

    /**
     * Reads the statement of a certificate strictly: it must have all fields and no others, and repeated values must agree.
     *
     * @param source the file's name in messages
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static SignedCertificate read(byte[] statement, String source) throws MalformedJsonException {
        return Statement.read(statement, source);
    }
}
