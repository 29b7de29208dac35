package org.corebucket.bridge.client.connection;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * The private halves of the modules' keys. Each is read when it is first needed, since a host may have those of a few
 * modules only. Or there is one key, named by an option, for all modules.
 */
final class ModulePrivateKeys {

    /** Says where a module's key lies. */
    private interface KeyPlace {
        Path of(String module) throws IOException;
    }

    private final KeyPlace place;
    private final @Nullable InputFile only;
    private final PrivateKeyReader reader;
    private final Map<Path, RsaPrivateKey> byPath = new HashMap<>();
    private @Nullable NativeRsa library;

    private ModulePrivateKeys(KeyPlace place, @Nullable InputFile only, PrivateKeyReader reader) {
        this.place = place;
        this.only = only;
        this.reader = reader;
    }

    /** The keys beside the public halves that the policy names. */
    static ModulePrivateKeys of(Deployment deployment, Policy policy, PrivateKeyReader reader) {
        return new ModulePrivateKeys(module -> privateHalf(deployment, policy, module), null, reader);
    }

    /** One key for all modules. */
    static ModulePrivateKeys one(InputFile file, PrivateKeyReader reader) {
        return new ModulePrivateKeys(module -> Path.of(""), file, reader);
    }

    /** Signs by the native library from now on. */
    synchronized void signBy(NativeRsa fast) {
        library = fast;
        byPath.replaceAll((path, key) -> key.by(fast));
    }

    /**
     * A module's key.
     *
     * @throws IOException if the policy has no such module, or its key can't be read here
     */
    synchronized RsaPrivateKey read(String module) throws IOException, MalformedKeyException, PassphraseException {
        Path file = place.of(module);
        RsaPrivateKey known = byPath.get(file);
        if (known != null) {
            return known;
        }
        RsaPrivateKey key = reader.read(only == null ? InputFile.of(file) : only);
        if (library != null) {
            key = key.by(library);
        }
        byPath.put(file, key);
        return key;
    }

    private static Path privateHalf(Deployment deployment, Policy policy, String module) throws IOException {
        Policy.Module registered = policy.modules().get(module);
        if (registered == null) {
            throw new IOException("no module " + Quoted.of(module) + " is registered in " + Deployment.POLICY);
        }
        String publicHalf = registered.key();
        KeyFiles pair = KeyFiles.ofPublicHalf(publicHalf)
                .orElseThrow(() -> new FileNotFoundException("where the private half of " + publicHalf
                        + " lies is not known: name the pair " + KeyFiles.pattern()));
        return deployment.path(pair.privateHalf());
    }
}
