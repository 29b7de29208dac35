package org.corebucket.bridge.admission;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.corebucket.bridge.crypto.RsaPublicKey;

/** A module that signs with the JDK alone, and the bridge's view of its key. */
final class Sender {

    /** A ledger that has nothing. */
    static final RecordedEntries NOTHING_RECORDED = (endpoint, module, session, canonical) -> Optional.empty();

    private final PrivateKey key;

    Sender() throws Exception {
        String pem = resource("module.private.pem").replaceAll("-----[^-]+-----", "");
        key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    }

    static ModulePublicKeys modules(String... names) throws Exception {
        RsaPublicKey known = RsaPublicKey.fromPem(resource("module.public.pem"), "module.public.pem");
        Map<String, List<RsaPublicKey>> keys = new java.util.HashMap<>();
        for (String name : names) {
            keys.put(name, List.of(known));
        }
        return ModulePublicKeys.of(keys);
    }

    /** Signs a payload that is written in its canonical form. */
    String sign(String canonical) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(canonical.getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    /** The body of a signed payload, with what else there is to say. */
    byte[] body(String canonical, String rest) throws Exception {
        return body(canonical, sign(canonical), rest);
    }

    static byte[] body(String payload, String signature, String rest) {
        return ("{\"payload\": " + payload + ", \"signature\": \"" + signature + "\"" + rest + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Sender.class.getResourceAsStream("/signatures/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
