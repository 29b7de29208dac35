package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.client.BridgeClient;
import org.corebucket.bridge.client.BridgeTarget;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.client.Credentials;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.http.TlsFileException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of every command that speaks to a bridge. Without any of them the command speaks to the deployment's own
 * bridge.
 */
public final class ClientOptions {

    private final SigningKey secret = new SigningKey();
    private final UnverifiedOption unverified = new UnverifiedOption();

    private final OptionSpec bridge =
            Options.text("--bridge", "URL", "Where the bridge is; else as its descriptor says, on this host.");

    private final OptionSpec ca = Options.input(
            "--ca",
            "PEM",
            "Whom to trust over TLS; else the descriptor's own certificate alone, or as this Java does.");

    private final OptionSpec tokenFile = Options.input(
            "--token-file", "FILE", "Holds the token; else one is issued with " + KeyPurpose.TOKEN.privateHalf() + ".");

    private final OptionSpec key = Options.input(
            "--key", "PEM", "The module's private key; else the one in security/ beside that which the policy names.");

    /** Adds the options to a command. */
    public void addTo(CommandSpec spec) {
        spec.addOption(bridge);
        spec.addOption(ca);
        spec.addOption(tokenFile);
        spec.addOption(key);
        unverified.addTo(spec);
        secret.addPassphraseTo(spec);
    }

    /** The policy and descriptor by which the bridge is reached. */
    public SealedSettings settings(Session session, Deployment deployment) {
        return unverified.settings(session, deployment);
    }

    /** Whether options name the bridge, the token and the key, so that no deployment is needed. */
    public boolean isComplete() {
        return bridge.getValue() != null && tokenFile.getValue() != null && key.getValue() != null;
    }

    /**
     * Makes a connection for a host that only sends and has no deployment. Updates wait below the state directory.
     * Nothing is sent, and neither key nor token is read yet.
     *
     * @throws UsageException if an option is missing, {@code --bridge} is no address, or tokens would be sent in the
     *     clear
     */
    public BridgeConnection connect(Session session) throws IOException, TlsFileException, UsageException {
        Host host = session.host();
        InputFile token = Options.input(tokenFile, host);
        InputFile module = Options.input(key, host);
        String named = bridge.getValue();
        if (token == null || module == null || named == null) {
            throw new UsageException("without a deployment: --bridge URL, --token-file FILE and --key PEM");
        }
        URI address = requireSafe(address(named));
        ModulePrivateKeys keys = ModulePrivateKeys.one(module, host, secret);
        TokenSource tokens = new TokenFile(token);
        BridgeTarget target = new BridgeTarget(address, trust(host, null, address, null));
        BridgeClient client =
                new BridgeClient(target, new OwnCredentials(keys, tokens), host.clock(), BridgeClient.LIMIT);
        Path outbox = host.stateDirectory().resolve("outbox").resolve(directoryName(address));
        return new BridgeConnection(client, Outbox.at(outbox, OutboxLimits.STANDARD), null, keys, tokens);
    }

    /** The name of a bridge's own directory for its outbox. */
    private static String directoryName(URI address) {
        StringBuilder name = new StringBuilder(address.getScheme());
        for (char c : ("_" + address.getHost() + "_" + address.getPort()).toCharArray()) {
            name.append(Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' ? c : '_');
        }
        return name.toString();
    }

    /**
     * Makes a connection for a deployment. Nothing is sent, and neither key nor token is read yet.
     *
     * @throws RefusedException if policy or descriptor are not the sealed ones
     * @throws UsageException if {@code --bridge} is no address, or tokens would be sent in the clear
     * @throws TlsFileException if {@code --ca} or the descriptor names a file without a sound certificate
     */
    public BridgeConnection connect(Session session, Deployment deployment) throws IOException, MendableException {
        Host host = session.host();
        SealedSettings settings = settings(session, deployment);
        Policy policy = settings.policy();
        BridgeSettings described = BridgeSettings.read(settings.descriptor(), Deployment.BRIDGE);
        BridgeTarget target = target(host, deployment, described);
        InputFile module = Options.input(key, host);
        ModulePrivateKeys keys = module == null
                ? ModulePrivateKeys.of(deployment, policy, host, secret)
                : ModulePrivateKeys.one(module, host, secret);
        TokenSource tokens = tokens(host, deployment, described);
        BridgeClient client =
                new BridgeClient(target, new OwnCredentials(keys, tokens), host.clock(), BridgeClient.LIMIT);
        Outbox outbox = Outbox.at(deployment.outbox(), OutboxLimits.STANDARD);
        return new BridgeConnection(client, outbox, policy, keys, tokens);
    }

    private TokenSource tokens(Host host, Deployment deployment, BridgeSettings settings) {
        InputFile file = Options.input(tokenFile, host);
        return file == null ? new IssuedTokens(deployment, settings.tokens(), host, secret) : new TokenFile(file);
    }

    private BridgeTarget target(Host host, Deployment deployment, BridgeSettings settings)
            throws IOException, TlsFileException, UsageException {
        String named = bridge.getValue();
        URI address = named == null ? described(settings) : address(named);
        requireSafe(address);
        boolean own = named == null || address.getHost().equals(hostOf(settings));
        return new BridgeTarget(address, trust(host, deployment, address, own ? settings : null));
    }

    private static URI requireSafe(URI address) throws UsageException {
        if (address.getScheme().equals("http") && !isThisHost(address.getHost())) {
            throw new UsageException("tokens would go to " + address.getHost()
                    + " in the clear: give the bridge a certificate, and its address as https://" + address.getHost());
        }
        return address;
    }

    private static URI address(String named) throws UsageException {
        return BridgeTarget.address(named)
                .orElseThrow(
                        () -> new UsageException("--bridge is like http://127.0.0.1:8000, not " + Quoted.of(named)));
    }

    private static URI described(BridgeSettings settings) throws UsageException {
        if (settings.port() == 0) {
            throw new UsageException("the bridge listens at any port that is free, as " + Deployment.BRIDGE
                    + " has it: say where with --bridge URL");
        }
        return URI.create(
                (settings.tls().isPresent() ? "https://" : "http://") + hostOf(settings) + ":" + settings.port());
    }

    /** The host at which the bridge is reached: loopback, if it listens at all addresses. */
    private static String hostOf(BridgeSettings settings) {
        String host = settings.host();
        if (host.equals("0.0.0.0")) {
            return "127.0.0.1";
        }
        if (host.equals("::")) {
            return "[::1]";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /**
     * Whether a host is a loopback address or {@code localhost}. No name is looked up; 127.bridge.lan1 is a name, not
     * an address.
     */
    private static boolean isThisHost(String host) {
        boolean numeric = host.chars().allMatch(one -> one == '.' || (one >= '0' && one <= '9'));
        return host.equals("localhost") || host.equals("[::1]") || (numeric && host.startsWith("127."));
    }

    private BridgeTrust trust(Host host, @Nullable Deployment deployment, URI address, @Nullable BridgeSettings own)
            throws IOException, TlsFileException {
        if (!address.getScheme().equals("https")) {
            return BridgeTrust.STANDARD;
        }
        InputFile authorities = Options.input(ca, host);
        if (authorities != null) {
            return BridgeTrust.authorities(authorities);
        }
        if (deployment != null && own != null && own.tls().isPresent()) {
            Instant now = host.clock().instant();
            return BridgeTrust.exactly(deployment.path(own.tls().get().certificate()), now);
        }
        return BridgeTrust.STANDARD;
    }

    /**
     * This deployment's keys and tokens as a client sees them. Each failure becomes an {@link IOException} with the
     * message for people.
     */
    record OwnCredentials(ModulePrivateKeys keys, TokenSource tokens) implements Credentials {

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
