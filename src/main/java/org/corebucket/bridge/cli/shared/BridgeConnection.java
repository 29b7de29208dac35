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

/** The connection of a deployment, or of a host that only sends, to a bridge: its client, outbox, keys and tokens. */
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

    /** The bridge's client. */
    public BridgeApi bridge() {
        return bridge;
    }

    /** The updates that wait to be sent to the bridge. */
    public Outbox outbox() {
        return outbox;
    }

    /** The modules that the policy registers; null on a host that only sends, whose bridge knows them. */
    public @Nullable Set<String> modules() {
        return policy == null ? null : policy.modules().keySet();
    }

    /**
     * Makes sure that updates of a module can be signed and sent, before any are queued.
     *
     * @throws UsageException if the policy has no such module
     * @throws IOException if the private key of the module or of tokens can't be read
     * @throws MalformedKeyException if a private key is malformed
     * @throws PassphraseException if a passphrase is missing or wrong
     * @throws WeakSecretException if tokens are signed with a secret that is missing or too short
     */
    public void requireModule(String module) throws IOException, MendableException {
        if (policy != null) {
            RegisteredModule.require(policy, module);
        }
        keys.read(module);
        requireToken();
    }

    /**
     * Signs by the native library from now on, which pays for thousands of updates.
     *
     * @throws NativeRsa.UnavailableException if this machine has no such library
     */
    public void expectMany() throws NativeRsa.UnavailableException {
        keys.signBy(NativeRsa.load());
    }

    /** Makes sure that there is a token, which is all that a question to the bridge needs. */
    public void requireToken() throws IOException, MendableException {
        tokens.prepare();
    }
}
