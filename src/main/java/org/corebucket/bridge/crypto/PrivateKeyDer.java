package org.corebucket.bridge.crypto;

import java.math.BigInteger;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;

/** RSA private keys of two primes in DER: PKCS #1 (RFC 8017, appendix A.1.2) and PKCS #8 (RFC 5208) around it. */
final class PrivateKeyDer {

    private static final byte[] VERSION = Der.integer(BigInteger.ZERO);

    private PrivateKeyDer() {}

    static RSAPrivateCrtKeySpec readPkcs8(byte[] der, String source) throws MalformedKeyException {
        DerReader info = new DerReader(der, source).enter(Der.SEQUENCE);
        info.integer();
        KeyKind.requireRsa(info.enter(Der.SEQUENCE), source);
        RSAPrivateCrtKeySpec key = readNumbers(info.enter(Der.OCTET_STRING));
        if (!Arrays.equals(der, writePkcs8(key))) {
            throw info.broken();
        }
        return key;
    }

    static RSAPrivateCrtKeySpec readPkcs1(byte[] der, String source) throws MalformedKeyException {
        DerReader reader = new DerReader(der, source);
        RSAPrivateCrtKeySpec key = readNumbers(reader);
        if (!Arrays.equals(der, writePkcs1(key))) {
            throw reader.broken();
        }
        return key;
    }

    static byte[] writePkcs8(RSAPrivateCrtKeySpec key) {
        return Der.sequence(VERSION, KeyKind.rsaIdentifier(), Der.octetString(writePkcs1(key)));
    }

    private static byte[] writePkcs1(RSAPrivateCrtKeySpec key) {
        return Der.sequence(
                VERSION,
                Der.integer(key.getModulus()),
                Der.integer(key.getPublicExponent()),
                Der.integer(key.getPrivateExponent()),
                Der.integer(key.getPrimeP()),
                Der.integer(key.getPrimeQ()),
                Der.integer(key.getPrimeExponentP()),
                Der.integer(key.getPrimeExponentQ()),
                Der.integer(key.getCrtCoefficient()));
    }

    private static RSAPrivateCrtKeySpec readNumbers(DerReader reader) throws MalformedKeyException {
        DerReader numbers = reader.enter(Der.SEQUENCE);
        numbers.integer();
        return new RSAPrivateCrtKeySpec(
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer());
    }
}
