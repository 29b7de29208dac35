package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.TrustChain.BrokenTrustException;
import org.corebucket.bridge.trust.TrustRootFiles;
import org.jspecify.annotations.Nullable;

/**
 * The remedy for a manifest that is gone, whose seal does not hold, or that is older than one which was sealed. It depends on
 * what is left of the deployment, in its baseline and in this host's memory, and names no command that would refuse.
 */
public final class LostManifest {

    private static final String NO_COPY = "there is no copy of it here: put manifests/ back from a backup; or, ";

    private final Deployment deployment;
    private final TrustStore store;

    /** The remedies for one deployment. */
    public LostManifest(Deployment deployment, TrustStore store) {
        this.deployment = deployment;
        this.store = store;
    }

    /** The remedy, in words. */
    public String wayBack() throws IOException {
        boolean remembered = store.exists();
        if (isKept()) {
            return "bridgectl restore puts the sealed manifest back"
                    + (remembered ? "; bridgectl freeze --reason TEXT seals what is there now" : "");
        }
        if (Files.exists(deployment.path(TrustRootFiles.IN_FORCE), LinkOption.NOFOLLOW_LINKS)) {
            return "there is no copy of it here: put manifests/ back from a backup or another host";
        }
        KeyFiles own = KeyFiles.bare(KeyPurpose.MODULE.files().name());
        return remembered
                ? NO_COPY + "if the files are as they should be, seal them under the next serial, with the release key:"
                        + " bridgectl freeze --reason TEXT"
                : NO_COPY + "to begin anew, move manifests/, and the keys in security/ but " + own.privateHalf()
                        + " and " + own.publicHalf() + ", elsewhere, then: bridgectl init";
    }

    /** The remedy for a manifest that is older than the newest one, in words. */
    String wayForward(long found) throws IOException {
        String forward =
                isKept() ? "bridgectl restore puts the newest sealed manifest back" : "the newer one: " + wayBack();
        return forward + (isKept(found) ? "; to go back on purpose: bridgectl restore --to " + found : "");
    }

    /** Whether {@code restore} has a manifest to put back, as far as that can be told. */
    private boolean isKept() throws IOException {
        return isKept(null);
    }

    private boolean isKept(@Nullable Long serial) throws IOException {
        KeptSeals kept = new KeptSeals(deployment);
        try {
            TrustState known = store.load();
            Authority authority = TrustedAuthority.parse(deployment, known, null, store.now());
            return serial == null
                    ? kept.newest(authority, known).isPresent()
                    : kept.read(serial, authority).isPresent();
        } catch (IOException
                | MalformedKeyException
                | MalformedJsonException
                | BrokenTrustException
                | TrustStore.UnusableStateException e) {
            // Another finding, or restore itself, says what keeps the copies from being judged.
            return !kept.serials().isEmpty();
        }
    }
}
