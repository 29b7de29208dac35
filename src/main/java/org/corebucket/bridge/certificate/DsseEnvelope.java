package org.corebucket.bridge.certificate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonMember;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Records;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.Quorum;
import org.corebucket.bridge.trust.TrustRoot;

/**
 * A signed in-toto statement in a DSSE envelope (protocol and envelope 1.0.2). The signature covers the payload's bytes and its
 * type, so it is verified before the payload is parsed.
 *
 * @param payloadType {@link #PAYLOAD_TYPE}
 * @param payload the statement, in Base64
 * @param signatures one of the release key, or one of each key of a trust root that signed
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
        if (signatures.isEmpty() || signatures.size() > TrustRoot.MOST_KEYS) {
            throw new IllegalArgumentException(
                    "field \"signatures\" has " + signatures.size() + " elements, not 1 to " + TrustRoot.MOST_KEYS);
        }
        signatures = List.copyOf(signatures);
    }

    /** Signs a statement; a key's id is its fingerprint. */
    static DsseEnvelope sign(byte[] statement, Signatory signatory) {
        Base64.Encoder base64 = Base64.getEncoder();
        List<DsseSignature> signatures = new ArrayList<>();
        for (DetachedSignatures.Detached one :
                signatory.sign(Sha256.of(signed(statement))).signatures()) {
            signatures.add(new DsseSignature(one.fingerprint(), base64.encodeToString(one.signature())));
        }
        return new DsseEnvelope(PAYLOAD_TYPE, base64.encodeToString(statement), signatures);
    }

    /** The bytes of a certificate's statement that are signed. */
    public static byte[] signed(byte[] statement) {
        return preAuthentication(PAYLOAD_TYPE, statement);
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
     * Reads an envelope, and does not verify its signatures yet.
     *
     * @param source the file's name in messages
     * @throws MalformedJsonException if it is anything else
     */
    public static DsseEnvelope read(byte[] json, String source) throws MalformedJsonException {
        return Records.read(json, source, DsseEnvelope.class, REMEDY);
    }

    /**
     * Accepts the signatures, or throws.
     *
     * @return who made them, in words
     * @throws InvalidSignatureException unless as many of those who may decide made them over exactly this statement as it takes
     */
    public String verify(Authority authority) throws InvalidSignatureException {
        byte[] signed = preAuthentication(payloadType, statement());
        if (authority instanceof Authority.ReleaseKey one) {
            if (signatures.size() != 1) {
                throw new InvalidSignatureException(
                        "it has " + signatures.size() + " signatures, not the release key's alone");
            }
            one.key().verifyContent(signed, decode("sig", signatures.get(0).sig()));
            return "the trusted release key";
        }
        DetachedSignatures detached = DetachedSignatures.NONE;
        for (DsseSignature one : signatures) {
            detached = detached.and(DetachedSignatures.of(one.keyid(), decode("sig", one.sig())));
        }
        Quorum quorum = authority.count(DecidedAct.CERTIFY, Sha256.of(signed), detached);
        if (!quorum.isReached()) {
            throw new InvalidSignatureException("too few have signed it: " + quorum.words());
        }
        return quorum.words();
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
