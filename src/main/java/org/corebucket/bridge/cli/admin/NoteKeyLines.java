package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.keys.NoteKeys.KeptNoteKey;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.witness.WitnessSettings;

/**
 * The keys of a deployment's log, or of its witness, as people are shown them: what each is, and the verifier key on a line of its
 * own.
 */
final class NoteKeyLines {

    private NoteKeyLines() {}

    static void print(Deployment deployment, Session session, Holder holder) throws IOException {
        List<KeptNoteKey> keys = kept(deployment, session, holder);
        if (keys.isEmpty()) {
            return;
        }
        Optional<String> name = name(deployment, session, holder);
        for (KeptNoteKey key : keys) {
            session.out()
                    .println(key.path() + "  " + key.algorithm() + "  private key, mode "
                            + FileFacts.of(deployment.path(key.path())).octalMode() + "  signs "
                            + (holder == Holder.LOG
                                    ? "the log's checkpoints"
                                    : "other logs' checkpoints, as a witness"));
            session.out()
                    .println(
                            name.isPresent()
                                    ? verifierKey(key, name.get())
                                    : "  its verifier key has the deployment's id in it, and no seal holds that says it: bridgectl"
                                            + " verify");
        }
    }

    /** The name under which they sign; empty if it is made of the deployment's id, and no seal holds that says it. */
    static Optional<String> name(Deployment deployment, Session session, Holder holder) throws IOException {
        return holder == Holder.LOG
                ? LogSettings.origin(deployment, session.host())
                : WitnessSettings.name(deployment, session.host());
    }

    /** Those that this user may read. */
    private static List<KeptNoteKey> kept(Deployment deployment, Session session, Holder holder) {
        try {
            return NoteKeys.kept(deployment, holder);
        } catch (IOException e) {
            session.out()
                    .println("The keys of the " + holder.word() + " can't be read: " + OneLine.of(IoTrouble.words(e)));
            return List.of();
        }
    }

    private static String verifierKey(KeptNoteKey key, String name) {
        try {
            return key.signer(name).key().vkey();
        } catch (MendableException e) {
            return "  it can't be used: " + e.getMessage();
        }
    }
}
