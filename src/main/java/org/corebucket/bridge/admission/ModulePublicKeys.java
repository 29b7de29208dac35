package org.corebucket.bridge.admission;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.policy.Policy;
import org.jspecify.annotations.Nullable;

/** The keys that each registered module signs with: the present one and, after a rotation, the one before it. */
public final class ModulePublicKeys {

    private static final KeyRing NONE = KeyRing.of(List.of());

    private final Map<String, KeyRing> byModule;

    /** The keys of these modules. */
    public ModulePublicKeys(Map<String, KeyRing> byModule) {
        this.byModule = Map.copyOf(byModule);
    }

    /**
     * Reads the keys of a policy's modules, which verify by the native library if there is one.
     *
     * @throws IOException if a module's present key can't be read
     * @throws MalformedKeyException if a file holds no sound key
     */
    public static ModulePublicKeys read(Deployment deployment, Policy policy, @Nullable NativeRsa library)
            throws IOException, MalformedKeyException {
        Map<String, KeyRing> byPath = new HashMap<>();
        Map<String, KeyRing> byModule = new HashMap<>();
        for (Map.Entry<String, Policy.Module> module : policy.modules().entrySet()) {
            String path = module.getValue().key();
            KeyRing keys = byPath.get(path);
            if (keys == null) {
                KeyRing read = KeyRing.beside(deployment, path);
                keys = library == null ? read : read.by(library);
                byPath.put(path, keys);
            }
            byModule.put(module.getKey(), keys);
        }
        return new ModulePublicKeys(byModule);
    }

    /** Whether the policy has this module. */
    boolean isRegistered(String module) {
        return byModule.containsKey(module);
    }

    /** The keys of a registered module. */
    KeyRing of(String module) {
        return byModule.getOrDefault(module, NONE);
    }
}
