package org.corebucket.bridge.witness;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Questions;

/** Asks whether what the witness cosigned is as it left it, and as this host remembers it. */
public final class WitnessQuestions {

    private final Deployment deployment;
    private final Host host;

    private final UUID id;

    /**
     * Questions about the witness of one deployment, on this host.
     *
     * @param id the deployment's
     */
    public WitnessQuestions(Deployment deployment, Host host, UUID id) {
        this.deployment = deployment;
        this.host = host;
        this.id = id;
    }

    /** Asks, where the witness's keys lie: nowhere else anything is cosigned. */
    public void ask(Questions questions) throws IOException {
        if (NoteKeys.there(deployment, NoteKeys.Holder.WITNESS).isEmpty()) {
            return;
        }
        WitnessSettings settings;
        try {
            settings = WitnessSettings.read(
                    TreeFiles.read(deployment.root(), Deployment.WITNESS, Deployment.LARGEST_SETTINGS),
                    Deployment.WITNESS);
        } catch (MalformedJsonException e) {
            return; // the check "descriptors" says so
        }
        Optional<WitnessSigners> signers;
        try {
            signers = WitnessSigners.read(deployment, settings, id);
        } catch (MendableException e) {
            questions.fails(finding(
                    "witness-key-unusable",
                    NoteKeys.Holder.WITNESS.ed25519(),
                    "WITNESS KEY UNUSABLE: " + e.getMessage(),
                    "put the witness's keys back from a copy"));
            return;
        }
        if (signers.isPresent()) {
            ask(WitnessServer.witness(deployment, host, settings, signers.get(), found -> {}), questions);
        }
    }

    private static void ask(Witness witness, Questions questions) {
        for (Map.Entry<String, WitnessedLog.LastCosigned> log : witness.logs().entrySet()) {
            String file = WitnessServer.file(log.getKey());
            String trouble = log.getValue().trouble().orElse("");
            questions.ask(
                    trouble.isEmpty()
                            ? List.of()
                            : List.of(finding(
                                    "witness-went-back",
                                    file,
                                    "WITNESS WENT BACK: " + trouble,
                                    "find out who changed it. No smaller tree is cosigned all the same: its next start, bridgectl"
                                            + " run witness, makes the file anew from what this host remembers, raises an incident, and ends;"
                                            + " once that is resolved it goes on")),
                    file + ": " + log.getKey() + " is cosigned up to size "
                            + log.getValue().tree().size());
        }
    }

    private static Finding finding(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
