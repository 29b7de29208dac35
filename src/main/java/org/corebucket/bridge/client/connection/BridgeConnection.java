package org.corebucket.bridge.client.connection;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.client.AddressedBridge;
import org.corebucket.bridge.client.BridgeApi;
import org.corebucket.bridge.client.BridgeClient;
import org.corebucket.bridge.client.BridgeTarget;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.client.BridgesInTurn;
import org.corebucket.bridge.client.Credentials;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.NativeRsa;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.http.TlsFileException;
import org.corebucket.bridge.http.WebOrigin;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.token.WeakSecretException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a deployment, or of a host that only sends, to a bridge: its client, outbox, keys and tokens. Nothing is
 * sent while it is made, and neither key nor token is read yet.
 */
public final class BridgeConnection {

    /**
     * What somebody names in place of what a deployment has.
     *
     * @param addresses where the bridges are, in the order in which they are tried; none is where policy or descriptor say
     * @param authorities whom to trust over TLS; null is the descriptor's own certificate alone, or as this Java does
     * @param token holds the token; null is one that this host issues to itself
     * @param key signs what is sent; null is the module's, beside the public half that the policy names
     */
    public record NamedBridges(
            List<String> addresses,
            @Nullable InputFile authorities,
            @Nullable InputFile token,
            @Nullable InputFile key) {

        public NamedBridges {
            addresses = List.copyOf(addresses);
        }
    }

    private final List<AddressedBridge> bridges;
    private final BridgeApi bridge;
    private final Outbox outbox;
    private final @Nullable Policy policy;
    private final ModulePrivateKeys keys;
    private final TokenSource tokens;

    private BridgeConnection(
            Host host,
            List<BridgeTarget> targets,
            Outbox outbox,
            @Nullable Policy policy,
            ModulePrivateKeys keys,
            TokenSource tokens) {
        this.bridges = bridges(host, targets, new OwnCredentials(keys, tokens));
        this.bridge = bridges.size() == 1 ? bridges.get(0).bridge() : new BridgesInTurn(bridges, System::nanoTime);
        this.outbox = outbox;
        this.policy = policy;
        this.keys = keys;
        this.tokens = tokens;
    }

    private static List<AddressedBridge> bridges(Host host, List<BridgeTarget> targets, Credentials credentials) {
        List<AddressedBridge> bridges = new ArrayList<>();
        for (BridgeTarget target : targets) {
            bridges.add(new AddressedBridge(
                    target.address(),
                    new BridgeClient(target, credentials, host.clock(), BridgesInTurn.part(targets.size()))));
        }
        return List.copyOf(bridges);
    }

    /**
     * Makes a connection for a host that only sends and has no deployment. Updates wait below the state directory, in a
     * directory of the bridge that is named first.
     *
     * @throws MendableException unless all but the authorities is named; if the address is none, or tokens would go in the clear
     */
    public static BridgeConnection withoutDeployment(Host host, NamedBridges named, PrivateKeyReader reader)
            throws IOException, MendableException {
        InputFile token = named.token();
        InputFile key = named.key();
        if (named.addresses().isEmpty() || token == null || key == null) {
            throw usage("without a deployment: --bridge URL, --token-file FILE and --key PEM");
        }
        List<BridgeTarget> targets = new ArrayList<>();
        for (URI address : addresses(named)) {
            targets.add(new BridgeTarget(address, trust(address, named, () -> BridgeTrust.STANDARD)));
        }
        Path outbox = host.stateDirectory()
                .resolve("outbox")
                .resolve(directoryName(targets.get(0).address()));
        return new BridgeConnection(
                host,
                targets,
                Outbox.at(outbox, OutboxLimits.STANDARD),
                null,
                ModulePrivateKeys.one(key, reader),
                new TokenFile(token));
    }

    /**
     * Makes a connection for a deployment, to its own bridges or to those that are named.
     *
     * @throws RefusedException if policy or descriptor are not the sealed ones
     * @throws MendableException if the address is none, or one to which tokens would go in the clear; if the certificates to be
     *     trusted are none
     */
    public static BridgeConnection ofDeployment(
            Host host, Deployment deployment, SealedSettings settings, NamedBridges named, PrivateKeyReader reader)
            throws IOException, MendableException {
        Policy policy = settings.policy();
        BridgeSettings described = BridgeSettings.read(settings.descriptor(), Deployment.BRIDGE);
        InputFile token = named.token();
        InputFile key = named.key();
        return new BridgeConnection(
                host,
                targets(host, deployment, named, described, policy.clients()),
                Outbox.at(deployment.outbox(), OutboxLimits.STANDARD),
                policy,
                key == null ? ModulePrivateKeys.of(deployment, policy, reader) : ModulePrivateKeys.one(key, reader),
                token == null ? new IssuedTokens(deployment, described.tokens(), host, reader) : new TokenFile(token));
    }

    /** The bridges, in the order in which they are tried. */
    public List<AddressedBridge> bridges() {
        return bridges;
    }

    /** The one bridge that they are to those who send. */
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
     * @throws MendableException if the policy has no such module
     * @throws IOException if the private key of the module or of tokens can't be read
     * @throws MalformedKeyException if a private key is malformed
     * @throws PassphraseException if a passphrase is missing or wrong
     * @throws WeakSecretException if tokens are signed with a secret that is missing or too short
     */
    public void requireModule(String module) throws IOException, MendableException {
        if (policy != null) {
            policy.requireModule(module);
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

    private static List<BridgeTarget> targets(
            Host host,
            Deployment deployment,
            NamedBridges named,
            BridgeSettings described,
            Policy.ClientSettings clients)
            throws IOException, MendableException {
        List<BridgeTarget> targets = new ArrayList<>();
        for (URI address : addresses(named, described, clients)) {
            boolean own = described.place().tls().isPresent()
                    && address.getHost()
                            .equals(described
                                    .place()
                                    .uri(hostOf(described), described.place().port())
                                    .getHost());
            boolean vouched = clients.bridges().contains(address)
                    && !clients.authorities().isEmpty();
            UnnamedTrust unnamed = () -> own
                    ? pinned(host, deployment, described)
                    : vouched
                            ? BridgeTrust.authorities(InputFile.of(deployment.path(clients.authorities())))
                            : BridgeTrust.STANDARD;
            targets.add(new BridgeTarget(address, trust(address, named, unnamed)));
        }
        return targets;
    }

    /** Those that somebody names, else those of the policy, else the one that is described. */
    private static Collection<URI> addresses(
            NamedBridges named, BridgeSettings described, Policy.ClientSettings clients) throws MendableException {
        if (!named.addresses().isEmpty()) {
            return addresses(named);
        }
        return clients.bridges().isEmpty() ? List.of(requireSafe(described(described))) : clients.bridges();
    }

    /** Each once, in the order in which they are named. */
    private static Set<URI> addresses(NamedBridges named) throws MendableException {
        Set<URI> addresses = new LinkedHashSet<>();
        for (String text : named.addresses()) {
            addresses.add(requireSafe(WebOrigin.parse(text)
                    .orElseThrow(() -> usage("--bridge is like http://127.0.0.1:8000, not " + Quoted.of(text)))));
        }
        return addresses;
    }

    private static URI requireSafe(URI address) throws MendableException {
        if (!WebOrigin.isConfidential(address)) {
            throw usage("tokens would go to " + address.getHost()
                    + " in the clear: give the bridge a certificate, and its address as https://" + address.getHost());
        }
        return address;
    }

    private static URI described(BridgeSettings settings) throws MendableException {
        if (settings.place().port() == 0) {
            throw usage("the bridge listens at any port that is free, as " + Deployment.BRIDGE
                    + " has it: say where with --bridge URL");
        }
        return settings.place().uri(hostOf(settings), settings.place().port());
    }

    /** The host at which the bridge is reached: loopback, if it listens at all addresses. */
    private static String hostOf(BridgeSettings settings) {
        String host = settings.place().host();
        if (host.equals("0.0.0.0")) {
            return "127.0.0.1";
        }
        if (host.equals("::")) {
            return "::1";
        }
        return host;
    }

    /** Whom to trust where nobody named an authority. */
    private interface UnnamedTrust {
        BridgeTrust trust() throws IOException, TlsFileException;
    }

    private static BridgeTrust trust(URI address, NamedBridges named, UnnamedTrust unnamed)
            throws IOException, TlsFileException {
        if (!address.getScheme().equals("https")) {
            return BridgeTrust.STANDARD;
        }
        InputFile authorities = named.authorities();
        return authorities == null ? unnamed.trust() : BridgeTrust.authorities(authorities);
    }

    private static BridgeTrust pinned(Host host, Deployment deployment, BridgeSettings own)
            throws IOException, TlsFileException {
        return own.place().tls().isPresent()
                ? BridgeTrust.exactly(
                        deployment.path(own.place().tls().get().certificate()),
                        host.clock().instant())
                : BridgeTrust.STANDARD;
    }

    private static MendableException usage(String message) {
        return new MendableException(MendableException.MendableKind.USAGE, message);
    }

    /** The name of a bridge's own directory for its outbox. */
    private static String directoryName(URI address) {
        StringBuilder name = new StringBuilder(address.getScheme());
        for (char c : ("_" + address.getHost() + "_" + address.getPort()).toCharArray()) {
            name.append(Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' ? c : '_');
        }
        return name.toString();
    }

    /** The keys and tokens as a client sees them. Each failure becomes an {@link IOException} with the message for people. */
    private record OwnCredentials(ModulePrivateKeys keys, TokenSource tokens) implements Credentials {

        @Override
        public RsaPrivateKey key(String module) throws IOException {
            try {
                return keys.read(module);
            } catch (IOException e) {
                throw new IOException(IoTrouble.words(e), e);
            } catch (MalformedKeyException | PassphraseException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public String token(String module) throws IOException {
            try {
                return tokens.token(module);
            } catch (IOException e) {
                throw new IOException(IoTrouble.words(e), e);
            } catch (MendableException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public boolean replace(String refused) {
            return tokens.replace(refused);
        }
    }
}
