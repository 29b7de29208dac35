package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPurpose;

/** The remedy for a manifest that is gone, or whose seal does not hold. It depends on what is left of the deployment. */
public final class LostManifest {

    private LostManifest() {}

    /**
     * A remedy that works with what is left, in words.
     *
     * @param remembered whether this host remembers the deployment, so that a freeze knows its id and its serial
     */
    public static String wayBack(Deployment deployment, boolean remembered) throws IOException {
        if (hasCopies(deployment)) {
            return "bridgectl restore puts the sealed manifest back; bridgectl freeze --reason TEXT seals what is there now";
        }
        KeyFiles own = KeyFiles.bare(KeyPurpose.MODULE.files().name());
        return remembered
                ? "there is no copy of it here: put manifests/ back from a backup; or, if the files are as they should be, seal"
                        + " them under the next serial, with the release key: bridgectl freeze --reason TEXT"
                : "there is no copy of it here: put manifests/ back from a backup; or begin anew: move the keys in security/,"
                        + " but " + own.privateHalf() + " and " + own.publicHalf()
                        + ", elsewhere, then: bridgectl init";
    }

    private static boolean hasCopies(Deployment deployment) throws IOException {
        Path seals = deployment.baseline().resolve("seals");
        if (!Files.isDirectory(seals, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (DirectoryStream<Path> kept = Files.newDirectoryStream(seals)) {
            return kept.iterator().hasNext();
        }
    }
}
