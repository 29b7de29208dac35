package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.util.Set;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.token.WeakSecretException;
import org.jspecify.annotations.Nullable;

/** A deployment's way to the bridge. */
public final class BridgeConnection {

    private final BridgeApi bridge;
    private final Outbox outbox;
    private final @Nullable Policy policy;
    private final ModulePrivateKeys keys;
    private final TokenSource tokens;

    BridgeConnection(
            BridgeApi bridge, Outbox outbox, @Nullable Policy policy, ModulePrivateKeys keys, TokenSource tokens) {
        this.bridge = bridge;
        this.outbox = outbox;
        this.policy = policy;
        this.keys = keys;
        this.tokens = tokens;
    }

    /** The bridge. */
    public BridgeApi bridge() {
        return bridge;
    }

    /** What is on its way there. */
    public Outbox outbox() {
        return outbox;
    }

    /** The modules that the policy registers; null on a host that only sends, whose bridge knows them. */
    public @Nullable Set<String> modules() {
        return policy == null ? null : policy.modules().keySet();
    }

    /**
     * Makes sure that a module can be spoken for, before anything is queued that could never be sent.
     *
     * @throws UsageException if the policy has no such module
     * @throws IOException if its private key, or the token's, can't be read
     * @throws MalformedKeyException if it is none
     * @throws PassphraseException if it does not open
     * @throws WeakSecretException if tokens are signed with a secret that is missing, or too short
     */
    public void requireModule(String module) throws IOException, MendableException {
        if (policy != null) {
            RegisteredModule.require(policy, module);
        }
        keys.read(module);
        requireToken();
    }

    /**
     * Makes ready for thousands of updates, each of which is signed.
     *
     * @throws NativeRsa.UnavailableException if that can't be done faster on this machine
     */
    public void expectMany() throws NativeRsa.UnavailableException {
        keys.signBy(NativeRsa.load());
    }

    /** As {@link #requireModule} for the token alone, with which questions are asked. */
    public void requireToken() throws IOException, MendableException {
        tokens.prepare();
    }
}
