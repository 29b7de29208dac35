package org.corebucket.bridge.incident;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.corebucket.bridge.trust.Authority;
import org.jspecify.annotations.Nullable;

/** Reads resolutions, and believes those which as many have signed as it takes. Who may decide is read at most once. */
final class Deciders {

    private final Deployment deployment;
    private final TrustStore store;
    private final @Nullable InputFile trusted;

    private @Nullable Authority authority;

    /**
     * Those of one deployment.
     *
     * @param trusted the file of the release key or trust root to trust, or null for the deployment's own
     */
    Deciders(Deployment deployment, TrustStore store, @Nullable InputFile trusted) {
        this.deployment = deployment;
        this.store = store;
        this.trusted = trusted;
    }

    /**
     * Reads a signed resolution. An incident that this host remembers as open is resolved by those who may decide now. What was
     * resolved before stays so when others may decide later: it is judged by those who could decide then.
     *
     * @param remembered whether this host remembers that the incident is open
     */
    Resolution read(byte[] content, String source, boolean remembered)
            throws IOException, MalformedJsonException, InvalidSignatureException,
                    TrustedAuthority.NotTrustedException {
        try {
            return Resolution.read(content, source, now());
        } catch (InvalidSignatureException e) {
            Optional<Authority> then = remembered
                    ? Optional.empty()
                    : TrustedAuthority.then(deployment, now(), Resolution.decidedBy(content, source));
            if (then.isEmpty()) {
                throw e;
            }
            return Resolution.read(content, source, then.get());
        }
    }

    private Authority now() throws TrustedAuthority.NotTrustedException {
        Authority read = authority;
        if (read == null) {
            read = TrustedAuthority.read(deployment, store, trusted);
            authority = read;
        }
        return read;
    }
}
