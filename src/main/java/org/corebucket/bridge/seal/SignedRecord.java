package org.corebucket.bridge.seal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * A file with one statement that the release key has signed: a JSON object under a name, and beside it the signature in Base64,
 * RSASSA-PKCS1-v1_5 with SHA-256 over the object's canonical form. The object is not used unless the signature holds.
 */
public final class SignedRecord {

    private static final String SIGNATURE = "signature";

    private SignedRecord() {}

    /** Signs an object, and gives the bytes of its file. */
    public static byte[] sign(String name, JsonObject body, RsaSigner release) {
        byte[] signature = release.sign(CanonicalJson.bytes(body));
        String text = JsonWriter.file(json -> {
            json.beginObject(name);
            for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
                json.field(member.getKey(), member.getValue());
            }
            json.endObject().field(SIGNATURE, Base64.getEncoder().encodeToString(signature));
        });
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The object of a file whose signature holds. The caller must refuse unknown fields in it.
     *
     * @throws InvalidSignatureException if the signature is not the trusted key's
     * @throws MalformedJsonException if the file has another form
     */
    public static JsonFields read(String name, byte[] content, String source, RsaPublicKey trusted)
            throws MalformedJsonException, InvalidSignatureException {
        JsonValue document = Json.parse(content, source);
        JsonFields fields = JsonFields.of(document, source);
        JsonFields body = fields.object(name);
        byte[] signature = signature(fields);
        fields.refuseOthers();
        JsonValue signed = ((JsonObject) document).members().getOrDefault(name, document);
        trusted.verifyContent(CanonicalJson.bytes(signed), signature);
        return body;
    }

    private static byte[] signature(JsonFields fields) throws MalformedJsonException {
        try {
            return Base64.getDecoder().decode(fields.string(SIGNATURE));
        } catch (IllegalArgumentException e) {
            throw fields.malformed(SIGNATURE, "is not Base64", "put the signed file back");
        }
    }
}
