package org.corebucket.bridge.cli.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.corebucket.bridge.cli.session.SigningKey;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.awslc.NativeRsa;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Policy;
import org.jspecify.annotations.Nullable;

/** The private halves of the modules' keys, each read when it is first needed: a host may have those of a few modules only. */
final class ModuleKeys {

    private static final String PUBLIC = "public.pem";
    private static final String PRIVATE = "private.pem";

    private final Deployment deployment;
    private final Policy policy;
    private final Host host;
    private final SigningKey secret;
    private final Map<String, RsaPrivateKey> byPath = new HashMap<>();
    private @Nullable NativeRsa library;

    ModuleKeys(Deployment deployment, Policy policy, Host host, SigningKey secret) {
        this.deployment = deployment;
        this.policy = policy;
        this.host = host;
        this.secret = secret;
    }

    /** Signs by the native library from now on. */
    synchronized void signBy(NativeRsa fast) {
        library = fast;
        byPath.replaceAll((path, key) -> key.by(fast));
    }

    /**
     * A module's key.
     *
     * @throws IOException if the policy has no such module, or there is no such key here
     */
    synchronized RsaPrivateKey read(String module) throws IOException, MalformedKeyException, PassphraseException {
        Policy.Module registered = policy.modules().get(module);
        if (registered == null) {
            throw new IOException("no module " + Quoted.of(module) + " is registered in " + Deployment.POLICY);
        }
        String path = privateHalf(registered.key());
        RsaPrivateKey known = byPath.get(path);
        if (known != null) {
            return known;
        }
        Path file = deployment.path(path);
        RsaPrivateKey key = secret.read(host, file);
        if (library != null) {
            key = key.by(library);
        }
        byPath.put(path, key);
        return key;
    }

    /** Pairs lie side by side, as {@code keys generate} makes them: NAME.public.pem, NAME.private.pem. */
    private static String privateHalf(String publicKey) throws FileNotFoundException {
        if (!publicKey.endsWith(PUBLIC)) {
            throw new FileNotFoundException("where the private half of " + publicKey
                    + " lies is not known: name the pair NAME." + PUBLIC + " and NAME." + PRIVATE);
        }
        return publicKey.substring(0, publicKey.length() - PUBLIC.length()) + PRIVATE;
    }
}
