package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.VerifierKey;
import org.corebucket.bridge.witness.WitnessServer;
import org.corebucket.bridge.witness.WitnessSettings;
import org.corebucket.bridge.witness.WitnessSigners;

/** A witness at a host of its own, in this process, that watches the log of an operator's deployment. */
public final class SampleWitness implements AutoCloseable {

    private static final String NAME = "witness.example/w";

    public final List<String> notes = new CopyOnWriteArrayList<>();
    private final WitnessSigners signers;
    private final WitnessServer server;

    private SampleWitness(Path directory, WitnessSettings.WatchedLog log) throws Exception {
        List<NoteSigner> keys = List.of(
                NoteSigner.ed25519Cosigner(NAME, Ed25519PrivateKey.generate()),
                NoteSigner.mlDsa44(NAME, MlDsa44PrivateKey.generate()));
        Path root = Files.createDirectories(directory.resolve("deployment"));
        this.signers = new WitnessSigners(
                NAME, keys, keys.stream().map(NoteSigner::key).toList());
        this.server = WitnessServer.start(
                new Deployment(root.toRealPath()),
                new Host(Map.of("XDG_STATE_HOME", directory.resolve("state").toString()), root, Clock.systemUTC()),
                new WitnessSettings(
                        Optional.empty(), new ListenAddress("127.0.0.1", 0, Optional.empty()), List.of(log)),
                signers,
                notes::add,
                bug -> notes.add("a bug: " + bug));
    }

    /** Starts one. */
    public static SampleWitness watching(Operator operator, Path directory) throws Exception {
        Deployment deployment = Deployment.at(operator.root());
        String origin = LogSettings.origin(deployment, operator.host()).orElseThrow();
        List<VerifierKey> keys = NoteKeys.verifiers(deployment, NoteKeys.Holder.LOG, origin);
        return new SampleWitness(directory, new WitnessSettings.WatchedLog(origin, keys));
    }

    /** Where it is reached. */
    public URI address() {
        return server.address();
    }

    /**
     * The policy that demands both of its keys, w1 and w2.
     *
     * @param address where it is asked; empty if it is not
     */
    public String policy(String address) {
        String at = address.isEmpty() ? "" : " " + address;
        return "witness w1 " + signers.signers().get(0).key().vkey() + at + "\nwitness w2 "
                + signers.signers().get(1).key().vkey() + at + "\ngroup both all w1 w2\nquorum both\n";
    }

    /** The same, as it is read. */
    public LogPolicy parsed() throws Exception {
        return LogPolicy.parse(policy("").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
