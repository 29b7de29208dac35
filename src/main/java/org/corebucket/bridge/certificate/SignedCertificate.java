package org.corebucket.bridge.certificate;

import org.corebucket.bridge.digest.Sha256;

/**
 * A certificate that was read, with what binds the two files together.
 *
 * @param certificate what it states
 * @param text the digest of the certificate for people, without its last line
 */
public record SignedCertificate(Certificate certificate, Sha256 text) {}
