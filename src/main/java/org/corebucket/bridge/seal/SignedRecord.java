package org.corebucket.bridge.seal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.DetachedSignatures.Detached;
import org.corebucket.bridge.trust.Quorum;
import org.corebucket.bridge.trust.RootKey;

/**
 * A file with one statement that was decided and signed: a JSON object under a name, and beside it the signature of the release
 * key in Base64, or those of the keys of a trust root under their fingerprints; RSASSA-PKCS1-v1_5 with SHA-256 over the object's
 * canonical form. The object is not used unless the signatures hold.
 */
public final class SignedRecord {

    private static final String SIGNATURE = "signature";
    private static final String SIGNATURES = "signatures";

    private SignedRecord() {}

    /** Signs an object, and gives the bytes of its file. */
    public static byte[] sign(String name, JsonObject body, Signatory signatory) {
        List<Detached> signatures =
                signatory.sign(Sha256.of(CanonicalJson.bytes(body))).signatures();
        String text = JsonWriter.file(json -> {
            json.beginObject(name);
            for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
                json.field(member.getKey(), member.getValue());
            }
            json.endObject();
            if (signatory.authority() instanceof Authority.ReleaseKey) {
                json.field(SIGNATURE, base64(signatures.get(0)));
            } else {
                json.beginObject(SIGNATURES);
                for (Detached one : signatures) {
                    json.field(one.fingerprint(), base64(one));
                }
                json.endObject();
            }
        });
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(Detached one) {
        return Base64.getEncoder().encodeToString(one.signature());
    }

    /**
     * The object of a file whose signatures hold. The caller must refuse unknown fields in it.
     *
     * @throws InvalidSignatureException if it is not signed by as many of those who may decide as it takes
     * @throws MalformedJsonException if the file has another form
     */
    public static JsonFields read(String name, byte[] content, String source, Authority authority, DecidedAct act)
            throws MalformedJsonException, InvalidSignatureException {
        JsonValue document = Json.parse(content, source);
        JsonFields fields = JsonFields.of(document, source);
        JsonFields body = fields.object(name);
        byte[] signed = CanonicalJson.bytes(((JsonObject) document).members().getOrDefault(name, document));
        if (authority instanceof Authority.ReleaseKey one) {
            byte[] signature = signature(fields, SIGNATURE);
            fields.refuseOthers();
            try {
                one.key().verifyContent(signed, signature);
            } catch (InvalidSignatureException e) {
                throw new InvalidSignatureException("it is not signed by the release key");
            }
            return body;
        }
        DetachedSignatures signatures = DetachedSignatures.NONE;
        if (fields.has(SIGNATURES)) {
            JsonFields each = fields.object(SIGNATURES);
            for (String fingerprint : each.names()) {
                signatures = signatures.and(DetachedSignatures.of(fingerprint, signature(each, fingerprint)));
            }
        } else {
            // It was decided before there was a trust root, whose keys may know the signature.
            byte[] signature = signature(fields, SIGNATURE);
            for (RootKey key : authority.keys()) {
                signatures = signatures.and(DetachedSignatures.of(key.fingerprint(), signature));
            }
        }
        fields.refuseOthers();
        Quorum quorum = authority.count(act, Sha256.of(signed), signatures);
        if (!quorum.isReached()) {
            throw new InvalidSignatureException("too few have signed it: " + quorum.words());
        }
        return body;
    }

    private static byte[] signature(JsonFields fields, String name) throws MalformedJsonException {
        try {
            return Base64.getDecoder().decode(fields.string(name));
        } catch (IllegalArgumentException e) {
            throw fields.malformed(name, "is not Base64", "put the signed file back");
        }
    }
}
