package org.corebucket.bridge.witness;

import java.io.IOException;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.DescriptorReader;
import org.corebucket.bridge.http.ListenQuestions;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Questions;

/**
 * Asks whether the witness could start with its descriptor on this host. What exists only on the host that serves is asked only
 * where the witness's keys lie.
 */
public final class WitnessDescriptor implements DescriptorReader {

    private final Deployment deployment;
    private final Host host;

    /** A reader for the witness of one deployment, on this host. */
    public WitnessDescriptor(Deployment deployment, Host host) {
        this.deployment = deployment;
        this.host = host;
    }

    @Override
    public void ask(byte[] json, String source, Policy policy, Set<String> listed, Questions questions)
            throws MalformedJsonException, IOException {
        WitnessSettings settings = WitnessSettings.read(json, source);
        questions.holds(source + ": a witness of " + settings.logs().size()
                + (settings.logs().size() == 1 ? " log" : " logs"));
        if (settings.logs().isEmpty()) {
            questions.caution(new Caution(
                    "witness-without-logs",
                    source,
                    source + " names no log: the witness has nothing to cosign",
                    "add origin and keys of a log to \"logs\", then: bridgectl freeze --reason TEXT"));
        }
        if (NoteKeys.there(deployment, NoteKeys.Holder.WITNESS).isEmpty()) {
            questions.holds(source + ": address and TLS files are not checked here, since no witness can start without "
                    + NoteKeys.Holder.WITNESS.ed25519());
            return;
        }
        new ListenQuestions(deployment, host, source, "the witness", questions).ask(settings.place());
    }
}
