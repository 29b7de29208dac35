package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.json.HostileInput;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.testkit.StandingClock;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.VerifierKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is posted to a witness has an outcome, and no mutation of a sound request moves what it cosigned to another tree. */
final class AddCheckpointFuzzTest {

    private static final int INPUTS = 100_000;

    @TempDir
    private Path directory;

    @Test
    void aHundredThousandBodiesAreCosignedOrRefused() throws Exception {
        SampleLog log = SampleLog.of("log.example/one", directory, 40);
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : log.vkeys()) {
            keys.add(VerifierKey.parse(vkey));
        }
        Witness witness = new Witness(
                new WitnessSigners(
                        "witness.example/w",
                        List.of(NoteSigner.ed25519Cosigner("witness.example/w", Ed25519PrivateKey.generate()))),
                List.of(new WitnessSettings.WatchedLog(log.origin(), keys)),
                directory.resolve("witness"),
                directory.resolve("memory"),
                new StandingClock(SampleLog.NOW),
                found -> {
                    throw new AssertionError(found);
                });
        assertThat(witness.add(log.request(0, 40))).isInstanceOf(Witness.Outcome.Cosigned.class);
        byte[] kept = Files.readAllBytes(directory.resolve("memory").resolve(WitnessedLog.fileName(log.origin())));
        SampleLog rewritten = log.rewritten(directory, 11, 60);
        HostileInput inputs = new HostileInput(
                20261201,
                List.of(log.request(0, 13), log.request(13, 40), rewritten.request(40, 60), rewritten.request(11, 40)));

        for (int i = 0; i < INPUTS; i++) {
            Witness.Outcome outcome = witness.add(inputs.next());
            assertThat(outcome).isNotInstanceOf(Witness.Outcome.Cosigned.class);
        }

        assertThat(directory.resolve("memory").resolve(WitnessedLog.fileName(log.origin())))
                .hasBinaryContent(kept);
    }
}
