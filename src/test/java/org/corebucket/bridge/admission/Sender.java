package org.corebucket.bridge.admission;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.testkit.JdkSigner;
import org.corebucket.bridge.testkit.Resources;

/** A module that signs with the JDK alone, and the bridge's view of its key. */
final class Sender {

    /** A ledger that has nothing. */
    static final RecordedEntries NOTHING_RECORDED = (endpoint, module, session, canonical) -> Optional.empty();

    private final JdkSigner signer;

    Sender() throws Exception {
        signer = new JdkSigner(resource("module.private.pem"));
    }

    static ModulePublicKeys modules(String... names) throws Exception {
        RsaPublicKey known = RsaPublicKey.fromPem(resource("module.public.pem"), "module.public.pem");
        Map<String, KeyRing> keys = new java.util.HashMap<>();
        for (String name : names) {
            keys.put(name, KeyRing.of(List.of(known)));
        }
        return new ModulePublicKeys(keys);
    }

    /** Signs a payload that is written in its canonical form. */
    String sign(String canonical) throws Exception {
        return Base64.getEncoder().encodeToString(signer.sign(canonical));
    }

    /** The body of a signed payload, with what else there is to say. */
    byte[] body(String canonical, String rest) throws Exception {
        return body(canonical, sign(canonical), rest);
    }

    static byte[] body(String payload, String signature, String rest) {
        return ("{\"payload\": " + payload + ", \"signature\": \"" + signature + "\"" + rest + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String resource(String name) {
        return Resources.text("signatures/" + name);
    }
}
