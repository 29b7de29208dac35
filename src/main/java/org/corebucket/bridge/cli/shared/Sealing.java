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

/** The release keys by which older seals are believed. */
public final class Sealing {

    private static final List<String> RELEASE_KEYS =
            List.of("security/release.public.pem", "security/release.public.previous.pem");

    private Sealing() {}

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
}
