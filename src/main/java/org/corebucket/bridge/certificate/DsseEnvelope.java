package org.corebucket.bridge.certificate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * A signed in-toto statement in a DSSE envelope (protocol and envelope 1.0.2). The signature covers the payload's bytes and
 * its type, so nothing has to be brought into a form before it is verified.
 */
public final class DsseEnvelope {

    /** The one type of payload that is read here. */
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private static final String REMEDY = "restore the file from a copy; nobody writes it but bridgectl certify";

    private final byte[] payload;
    private final String keyId;
    private final byte[] signature;

    private DsseEnvelope(byte[] payload, String keyId, byte[] signature) {
        this.payload = payload.clone();
        this.keyId = keyId;
        this.signature = signature.clone();
    }

    /** Signs a statement; the key's id is its fingerprint. */
    static DsseEnvelope sign(byte[] statement, RsaPrivateKey key) {
        return new DsseEnvelope(
                statement, key.publicKey().fingerprint(), key.sign(preAuthentication(PAYLOAD_TYPE, statement)));
    }

    /** PAE (protocol, section "Signature Definition"): type and body, each behind its length in bytes. */
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
     * Reads an envelope with one signature; nothing is verified yet.
     *
     * @param source how messages name it
     * @throws MalformedJsonException if it is anything else
     */
    public static DsseEnvelope read(byte[] json, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(json, source), source);
        if (!fields.string("payloadType").equals(PAYLOAD_TYPE)) {
            throw fields.malformed("payloadType", "is not " + PAYLOAD_TYPE, REMEDY);
        }
        byte[] payload = base64(fields, "payload");
        List<JsonFields> signatures = fields.objects("signatures");
        fields.refuseOthers();
        if (signatures.size() != 1) {
            throw fields.malformed("signatures", "has " + signatures.size() + " elements, not one", REMEDY);
        }
        JsonFields signature = signatures.get(0);
        DsseEnvelope read = new DsseEnvelope(payload, signature.string("keyid"), base64(signature, "sig"));
        signature.refuseOthers();
        return read;
    }

    private static byte[] base64(JsonFields fields, String name) throws MalformedJsonException {
        try {
            return Base64.getDecoder().decode(fields.string(name));
        } catch (IllegalArgumentException e) {
            throw fields.malformed(name, "is not Base64", REMEDY);
        }
    }

    /**
     * Accepts the signature, or throws. The key's id is a hint and decides nothing (protocol, section "Protocol").
     *
     * @throws InvalidSignatureException unless this key made it over exactly this statement
     */
    public void verify(RsaPublicKey key) throws InvalidSignatureException {
        key.verifyContent(preAuthentication(PAYLOAD_TYPE, payload), signature);
    }

    /** The statement, as it was signed. */
    public byte[] statement() {
        return payload.clone();
    }

    /** The file's bytes: an object on a line of its own for each member, ending in a line feed. */
    byte[] bytes() {
        StringWriter out = new StringWriter();
        try (JsonWriter json = JsonWriter.pretty(out)) {
            json.beginObject()
                    .field("payloadType", PAYLOAD_TYPE)
                    .field("payload", Base64.getEncoder().encodeToString(payload))
                    .beginArray("signatures")
                    .beginObject()
                    .field("keyid", keyId)
                    .field("sig", Base64.getEncoder().encodeToString(signature))
                    .endObject()
                    .endArray()
                    .endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return out.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
