package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.attributes.AttributeRecord;
import org.corebucket.bridge.attributes.AttributeRecord.AttributeDifference;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.readiness.MendableException;

/** The recorded attributes, as far as policy and record are those that a manifest lists. */
final class SealedAttributes {

    private SealedAttributes() {}

    /**
     * What differs from the record; nothing if the policy names no attributes, or one of the two files is not the listed one.
     *
     * @param manifest a manifest that those who may decide have signed
     */
    static List<AttributeDifference> differences(Deployment deployment, Manifest manifest)
            throws IOException, MendableException {
        boolean sound = isListed(deployment, manifest, Deployment.POLICY)
                && isListed(deployment, manifest, Deployment.ATTRIBUTES)
                && !PolicyReader.unverified(deployment).attributes().isEmpty();
        return sound ? AttributeRecord.read(deployment).differences(deployment) : List.of();
    }

    private static boolean isListed(Deployment deployment, Manifest manifest, String path) throws IOException {
        try {
            Optional<Sha256> listed = manifest.digestOf(path);
            return listed.isPresent()
                    && listed.get().equals(Sha256.of(TreeFiles.read(deployment.root(), path, Integer.MAX_VALUE - 8)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
