package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.TrustStore;

/** What the commands that seal and unseal are composed of. */
public final class Sealing {

    private static final List<String> RELEASE_KEYS =
            List.of("security/release.public.pem", "security/release.public.previous.pem");

    private Sealing() {}

    /** What this host remembers of a deployment. */
    public static SealMemory memory(Deployment deployment, Host host, boolean readOnly) {
        return new SealMemory(deployment, new TrustStore(deployment, host), host.clock(), readOnly);
    }

    /** A freeze of a deployment. */
    public static Freeze freeze(Deployment deployment, Host host) {
        return new Freeze(deployment, new TrustStore(deployment, host), memory(deployment, host, false), jobs());
    }

    /** The release key's public halves that this deployment has: the present one, and the one before a rotation. */
    public static List<RsaPublicKey> releaseKeys(Deployment deployment) throws IOException, MalformedKeyException {
        List<RsaPublicKey> keys = new ArrayList<>();
        for (String path : RELEASE_KEYS) {
            Path file = deployment.path(path);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                keys.add(RsaPublicKey.fromPem(Files.readString(file, StandardCharsets.UTF_8), path));
            }
        }
        return keys;
    }

    /** How many files to read at once: one a processor. */
    public static int jobs() {
        return Runtime.getRuntime().availableProcessors();
    }
}
