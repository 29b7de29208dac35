package org.corebucket.bridge.admission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.Policy;

/** The keys that each registered module signs with: the present one and, after a rotation, the one before it. */
public final class ModulePublicKeys {

    private static final int LARGEST = 1 << 16;

    /**
     * A key and its name, which takes a digest to tell.
     *
     * @param fingerprint as the ledger writes it
     */
    record NamedKey(RsaPublicKey key, String fingerprint) {
        NamedKey(RsaPublicKey key) {
            this(key, key.fingerprint());
        }
    }

    private final Map<String, List<NamedKey>> byModule;

    private ModulePublicKeys(Map<String, List<NamedKey>> byModule) {
        this.byModule = Map.copyOf(byModule);
    }

    /**
     * Reads the keys of a policy's modules.
     *
     * @throws IOException if a module's present key can't be read
     * @throws MalformedKeyException if a file holds no sound key
     */
    public static ModulePublicKeys read(Deployment deployment, Policy policy)
            throws IOException, MalformedKeyException {
        Map<String, List<NamedKey>> byPath = new HashMap<>();
        Map<String, List<NamedKey>> byModule = new HashMap<>();
        for (Map.Entry<String, Policy.Module> module : policy.modules().entrySet()) {
            String path = module.getValue().key();
            List<NamedKey> keys = byPath.get(path);
            if (keys == null) {
                keys = keys(deployment, path);
                byPath.put(path, keys);
            }
            byModule.put(module.getKey(), keys);
        }
        return new ModulePublicKeys(byModule);
    }

    /** The same keys, which verify by the native library. */
    public ModulePublicKeys by(NativeRsa library) {
        Map<RsaPublicKey, NamedKey> made = new HashMap<>();
        Map<String, List<NamedKey>> converted = new HashMap<>();
        byModule.forEach((module, keys) -> {
            List<NamedKey> own = new ArrayList<>();
            for (NamedKey named : keys) {
                own.add(made.computeIfAbsent(named.key(), key -> new NamedKey(key.by(library), named.fingerprint())));
            }
            converted.put(module, List.copyOf(own));
        });
        return new ModulePublicKeys(converted);
    }

    /** Keys that are at hand, the present one first. */
    public static ModulePublicKeys of(Map<String, List<RsaPublicKey>> keys) {
        Map<String, List<NamedKey>> byModule = new HashMap<>();
        for (Map.Entry<String, List<RsaPublicKey>> module : keys.entrySet()) {
            List<NamedKey> named = new ArrayList<>();
            for (RsaPublicKey key : module.getValue()) {
                named.add(new NamedKey(key));
            }
            byModule.put(module.getKey(), List.copyOf(named));
        }
        return new ModulePublicKeys(byModule);
    }

    private static List<NamedKey> keys(Deployment deployment, String path) throws IOException, MalformedKeyException {
        String previous = TokenSettings.previous(path);
        NamedKey present = key(deployment, path);
        return Files.exists(deployment.path(previous), LinkOption.NOFOLLOW_LINKS)
                ? List.of(present, key(deployment, previous))
                : List.of(present);
    }

    private static NamedKey key(Deployment deployment, String path) throws IOException, MalformedKeyException {
        String pem = new String(TreeFiles.read(deployment.root(), path, LARGEST), StandardCharsets.ISO_8859_1);
        return new NamedKey(RsaPublicKey.fromPem(pem, path));
    }

    /** Whether the policy has this module. */
    boolean isRegistered(String module) {
        return byModule.containsKey(module);
    }

    /** The keys of a registered module. */
    List<NamedKey> of(String module) {
        return byModule.getOrDefault(module, List.of());
    }
}
