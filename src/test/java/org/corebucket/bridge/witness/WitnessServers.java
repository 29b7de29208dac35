package org.corebucket.bridge.witness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.VerifierKey;

/** Starts witnesses of sample logs, one after the other, with the same keys and below the same directory; and asks them. */
final class WitnessServers {

    static final String NAME = "witness.example/w";

    final List<String> notes = new CopyOnWriteArrayList<>();
    final WitnessSigners signers;
    private final Path root;
    private final Path state;
    private final HttpClient http = HttpClient.newHttpClient();

    WitnessServers(Path directory) throws IOException, MalformedNoteException {
        root = Files.createDirectories(directory.resolve("root")).toRealPath();
        state = directory.resolve("state");
        signers = new WitnessSigners(
                NAME,
                List.of(
                        NoteSigner.mlDsa44(NAME, MlDsa44PrivateKey.generate()),
                        NoteSigner.ed25519Cosigner(NAME, Ed25519PrivateKey.generate())));
    }

    /** The root of its deployment, which is not sealed. */
    Path root() {
        return root;
    }

    /** Where its host remembers. */
    Path state() {
        return state;
    }

    WitnessServer start(ListenAddress place, Clock clock, List<SampleLog> logs) throws Exception {
        List<WitnessSettings.WatchedLog> watched = new ArrayList<>();
        for (SampleLog log : logs) {
            List<VerifierKey> keys = new ArrayList<>();
            for (String vkey : log.vkeys()) {
                keys.add(VerifierKey.parse(vkey));
            }
            watched.add(new WitnessSettings.WatchedLog(log.origin(), keys));
        }
        return WitnessServer.start(
                new Deployment(root),
                new Host(Map.of("XDG_STATE_HOME", state.toString()), root, clock),
                new WitnessSettings(Optional.empty(), place, watched),
                signers,
                notes::add,
                bug -> notes.add("a bug: " + bug));
    }

    WitnessServer start(List<SampleLog> logs) throws Exception {
        return start(new ListenAddress("127.0.0.1", 0, Optional.empty()), Clock.systemUTC(), logs);
    }

    /** The policy that demands each of its keys, w1 and w2, at an address. */
    LogPolicy policy(String address) throws Exception {
        StringBuilder lines = new StringBuilder();
        int number = 0;
        for (NoteSigner signer : signers.signers()) {
            number++;
            lines.append("witness w" + number + " " + signer.key().vkey() + " " + address + "\n");
        }
        lines.append("group both all w1 w2\nquorum both\n");
        return LogPolicy.parse(lines.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a request to add a checkpoint. Threads may share it. */
    HttpResponse<String> post(WitnessServer server, byte[] body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/add-checkpoint"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> get(WitnessServer server, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(), BodyHandlers.ofString());
    }
}
