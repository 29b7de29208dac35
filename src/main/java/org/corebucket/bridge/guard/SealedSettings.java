package org.corebucket.bridge.guard;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.jspecify.annotations.Nullable;

/**
 * A deployment's policy and its bridge's descriptor, read only if they are as sealed (CONTRACT 1), since they decide where
 * tokens and updates are sent. Whichever of the two is asked for, the seal and both files are verified, and nothing else. The
 * memory of the seal is not updated.
 */
public final class SealedSettings {

    private static final String REMEDY =
            "bridgectl verify tells all that differs; --unverified takes policy and descriptor as they lie there";

    private final Deployment deployment;
    private final Host host;
    private final boolean unverified;
    private @Nullable SealVerdict seal;

    /**
     * The settings of one deployment.
     *
     * @param unverified whether they are read without verification
     */
    public SealedSettings(Deployment deployment, Host host, boolean unverified) {
        this.deployment = deployment;
        this.host = host;
        this.unverified = unverified;
    }

    /** Whether they are read without verification. */
    public boolean isUnverified() {
        return unverified;
    }

    /**
     * The policy.
     *
     * @throws RefusedException if it is not the sealed one
     * @throws MalformedPolicyException if the file is not a valid policy, although it was sealed or is not verified
     */
    public Policy policy() throws IOException, RefusedException, MalformedPolicyException {
        return PolicyReader.read(read(Deployment.POLICY), Deployment.POLICY);
    }

    /**
     * The bytes of the bridge's descriptor.
     *
     * @throws RefusedException if they are not the sealed ones
     */
    public byte[] descriptor() throws IOException, RefusedException {
        return read(Deployment.BRIDGE);
    }

    /**
     * The bytes of the policy that names the log's witnesses.
     *
     * @throws RefusedException if they are not the sealed ones
     */
    public byte[] witnesses() throws IOException, RefusedException {
        return read(Deployment.WITNESSES);
    }

    private synchronized byte[] read(String path) throws IOException, RefusedException {
        if (unverified) {
            return TreeFiles.read(deployment.root(), path, Deployment.LARGEST_SETTINGS);
        }
        byte[] wanted = sealed(path);
        sealed(path.equals(Deployment.POLICY) ? Deployment.BRIDGE : Deployment.POLICY);
        return wanted;
    }

    private byte[] sealed(String path) throws IOException, RefusedException {
        Sha256 sealed = digest(seal(), path);
        byte[] bytes;
        try {
            bytes = TreeFiles.read(deployment.root(), path, Deployment.LARGEST_SETTINGS);
        } catch (NotRegularException e) {
            throw refused(path + " is not the sealed file: it is " + e.what());
        }
        if (!Sha256.of(bytes).equals(sealed)) {
            throw refused(path + " is not the one that was sealed");
        }
        return bytes;
    }

    /** The verdict on the seal, which is verified once, whether or not the settings are. It changes and remembers nothing. */
    public synchronized SealVerdict seal() throws IOException {
        SealVerdict known = seal;
        if (known == null) {
            known = SealVerifier.readOnly(deployment, host, null);
            seal = known;
        }
        return known;
    }

    private static Sha256 digest(SealVerdict seal, String path) throws RefusedException {
        if (!seal.isTrusted() || seal.manifest().isEmpty()) {
            String why = seal.findings().isEmpty()
                    ? "there is no seal"
                    : seal.findings().get(0).message();
            throw refused(path + " is not taken, since nothing says that it is the sealed one: " + why);
        }
        Optional<Sha256> listed = seal.manifest().get().digestOf(path);
        if (listed.isEmpty()) {
            throw refused(path + " is not taken, since the manifest does not list it");
        }
        return listed.get();
    }

    private static RefusedException refused(String what) {
        return new RefusedException(what + "\n" + REMEDY);
    }
}
