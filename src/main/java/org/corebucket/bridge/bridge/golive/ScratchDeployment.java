package org.corebucket.bridge.bridge.golive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.bridge.Bridge;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.bridge.Overview;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.http.TlsFileException;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Topic;

/**
 * A deployment with just enough for a bridge to serve. On disk it has public keys only; private ones stay in memory. It
 * sends no alerts.
 */
final class ScratchDeployment {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String TOKEN_KEY = KeyPurpose.TOKEN.publicHalf();
    private static final String BRIDGE_KEY = KeyPurpose.BRIDGE.publicHalf();

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Deployment deployment;
    private final UUID origin = UUID.randomUUID();
    private final Map<String, RsaPrivateKey> moduleKeys = new LinkedHashMap<>();
    private final Map<String, Policy.Module> modules = new LinkedHashMap<>();
    private final GoLiveCheck.RehearsedDeployment subject;
    private final OwnKeys keys;
    private final TokenMint tokens;
    private final RsaPrivateKey bridgeKey;
    private final Host host;

    private ScratchDeployment(GoLiveCheck.RehearsedDeployment subject, Path root, Transcript transcript) {
        this.subject = subject;
        this.deployment = new Deployment(root);
        this.keys = new OwnKeys(subject.deployment(), transcript);
        this.tokens = TokenMint.of(subject.settings().tokens(), subject.host(), keys, transcript);
        this.bridgeKey = keys.pair(BRIDGE_KEY);
        this.host = host(root);
    }

    /** Makes a scratch deployment in an empty directory. */
    static ScratchDeployment make(GoLiveCheck.RehearsedDeployment subject, Path root, Transcript transcript)
            throws IOException {
        ScratchDeployment scratch = new ScratchDeployment(subject, root.toRealPath(), transcript);
        for (String directory : List.of("insight", "logs", KeyFiles.DIRECTORY)) {
            Files.createDirectory(scratch.deployment.path(directory));
        }
        scratch.registerModules();
        scratch.write(BRIDGE_KEY, scratch.bridgeKey);
        scratch.writeTokenKey();
        scratch.keys.tell();
        scratch.tellTls(transcript);
        return scratch;
    }

    /** Checks the TLS files. The rehearsal itself speaks plain HTTP on the loopback interface. */
    private void tellTls(Transcript transcript) {
        try {
            if (subject.settings().place().identity(subject.deployment(), now()).isPresent()) {
                transcript.fact(
                        Topic.GENERAL, "TLS: certificate and private key are a pair and valid now; rehearsed without");
            }
        } catch (TlsFileException e) {
            transcript.trouble(
                    "go-live-tls",
                    "",
                    "the bridge could not serve TLS: " + e.getMessage(),
                    "put certificate and private key where the descriptor names them");
        } catch (IOException e) {
            transcript.trouble(
                    "go-live-tls",
                    "",
                    "the bridge could not serve TLS: certificate or private key can't be read: " + IoTrouble.words(e),
                    IoTrouble.remedy(e));
        }
    }

    /** Registers the policy's modules, with key files of its own names, whatever the policy's paths are. */
    private void registerModules() throws IOException {
        for (Map.Entry<String, Policy.Module> module :
                subject.policy().modules().entrySet()) {
            RsaPrivateKey key = keys.pair(module.getValue().key());
            String path = KeyFiles.named("module-" + (moduleKeys.size() + 1)).publicHalf();
            write(path, key);
            moduleKeys.put(module.getKey(), key);
            modules.put(
                    module.getKey(),
                    new Policy.Module(
                            path, module.getValue().roles(), module.getValue().heartbeats()));
        }
    }

    private void writeTokenKey() throws IOException {
        TokenSettings settings = subject.settings().tokens();
        if (tokens.environment().isEmpty()) {
            write(TOKEN_KEY, keys.pair(settings.publicKey()));
        }
    }

    private void write(String path, RsaPrivateKey key) throws IOException {
        Files.writeString(deployment.path(path), key.publicKey().toPem(), StandardCharsets.US_ASCII);
    }

    private Host host(Path root) {
        Map<String, String> environment = new HashMap<>(tokens.environment());
        environment.put("HOME", root.toString());
        environment.put("XDG_STATE_HOME", root.resolve("state").toString());
        return new Host(environment, root, subject.host().clock());
    }

    /**
     * The parts of a bridge that serves this deployment.
     *
     * @param bugs takes exceptions that only a bug can cause, from any thread
     */
    Bridge.BridgeParts bridge(Consumer<Throwable> bugs) {
        // Nobody needs the bridge's notes here, such as that it found no native library.
        return new Bridge.BridgeParts(
                deployment, host, policy(), settings(), bridgeKey, origin, Overview.NONE, note -> {}, bugs);
    }

    private Policy policy() {
        Policy own = subject.policy();
        return new Policy(
                own.system(),
                own.files(),
                own.entrypoints(),
                own.forbidden(),
                modules,
                own.access(),
                own.documents(),
                own.monitoring(),
                List.of(),
                own.clients());
    }

    private BridgeSettings settings() {
        BridgeSettings own = subject.settings();
        TokenSettings tokenSettings = own.tokens();
        return new BridgeSettings(
                new ListenAddress(LOOPBACK, 0, Optional.empty()),
                own.limits(),
                new TokenSettings(tokenSettings.algorithm(), TOKEN_KEY, tokenSettings.rules()),
                own.freshness(),
                new BridgeSettings.Storage(
                        own.storage().segmentBytes(), own.storage().checkpointEvery(), Optional.empty()),
                own.log());
    }

    /** The deployment's root and paths. */
    Deployment deployment() {
        return deployment;
    }

    /** The deployment's id, which its checkpoints name. */
    UUID origin() {
        return origin;
    }

    /** The names of the modules, in the policy's order. */
    Set<String> modules() {
        return moduleKeys.keySet();
    }

    /** A new update of one of its modules. */
    Message update(String module) {
        return Message.update(module, now(), key(module));
    }

    /** A new update whose time is a second too old for the bridge. */
    Message oldUpdate(String module) {
        Instant signed = now().minus(subject.settings().freshness().window()).minus(MOMENT);
        return Message.update(module, signed, key(module));
    }

    /** A heartbeat of one of its modules. */
    Message heartbeat(String module) {
        return Message.heartbeat(module, now(), key(module));
    }

    /** A token that the bridge accepts. */
    String token() {
        return tokens.token(host.clock());
    }

    private Instant now() {
        return host.clock().instant();
    }

    private RsaPrivateKey key(String module) {
        RsaPrivateKey key = moduleKeys.get(module);
        if (key == null) {
            throw new IllegalArgumentException(module);
        }
        return key;
    }
}
