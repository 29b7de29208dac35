package org.corebucket.bridge.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.json.JsonMember;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Records;

/**
 * A signed in-toto statement in a DSSE envelope (protocol and envelope 1.0.2). The signature covers the payload's bytes and its
 * type, so it is verified before the payload is parsed.
 *
 * @param payloadType {@link #PAYLOAD_TYPE}
 * @param payload the statement, in Base64
 * @param signatures exactly one signature
 */
public record DsseEnvelope(
        @JsonMember("payloadType") String payloadType, String payload, List<DsseSignature> signatures)
        implements JsonRecord {

    /** The one type of payload that is read here. */
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private static final String REMEDY = "restore the file from a copy; nobody writes it but bridgectl certify";

    /**
     * A signature.
     *
     * @param keyid the key's id, which is only a hint (protocol, section "Protocol")
     * @param sig the signature in Base64
     */
    public record DsseSignature(String keyid, String sig) implements JsonRecord {
        public DsseSignature {
            decode("sig", sig);
        }
    }

    public DsseEnvelope {
        if (!payloadType.equals(PAYLOAD_TYPE)) {
            throw new IllegalArgumentException("field \"payloadType\" is not " + PAYLOAD_TYPE);
        }
        decode("payload", payload);
        if (signatures.size() != 1) {
            throw new IllegalArgumentException("field \"signatures\" has " + signatures.size() + " elements, not one");
        }
        signatures = List.copyOf(signatures);
    }

    /** Signs a statement; the key's id is its fingerprint. */
    static DsseEnvelope sign(byte[] statement, RsaSigner key) {
        Base64.Encoder base64 = Base64.getEncoder();
        String signature = base64.encodeToString(key.sign(preAuthentication(PAYLOAD_TYPE, statement)));
        return new DsseEnvelope(
                PAYLOAD_TYPE,
                base64.encodeToString(statement),
                List.of(new DsseSignature(key.publicKey().fingerprint(), signature)));
    }

    /**
     * The bytes that are signed, PAE (protocol, section "Signature Definition"): type and body, each preceded by its length in
     * bytes.
     */
    static byte[] preAuthentication(String type, byte[] body) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("DSSEv1 " + typeBytes.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(typeBytes);
        out.writeBytes((" " + body.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(body);
        return out.toByteArray();
    }

    /**
     * Reads an envelope with one signature, and does not verify it yet.
     *
     * @param source the file's name in messages
     * @throws MalformedJsonException if it is anything else
     */
    public static DsseEnvelope read(byte[] json, String source) throws MalformedJsonException {
        return Records.read(json, source, DsseEnvelope.class, REMEDY);
    }

    /**
     * Accepts the signature, or throws.
     *
     * @throws InvalidSignatureException unless this key made it over exactly this statement
     */
    public void verify(RsaPublicKey key) throws InvalidSignatureException {
        key.verifyContent(
                preAuthentication(payloadType, statement()),
                decode("sig", signatures.get(0).sig()));
    }

    /** The bytes of the statement that was signed. */
    public byte[] statement() {
        return decode("payload", payload);
    }

    /** The file's bytes: an object on a line of its own for each member, ending in a line feed. */
    byte[] bytes() {
        return (Records.pretty(this) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] decode(String name, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("field \"" + name + "\" is not Base64", e);
        }
    }
}
