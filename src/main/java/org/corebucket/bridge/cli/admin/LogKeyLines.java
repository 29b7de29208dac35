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

/** The keys of a deployment's log as people are shown them: what each is, and the verifier key on a line of its own. */
final class LogKeyLines {

    private LogKeyLines() {}

    static void print(Deployment deployment, Session session) throws IOException {
        Optional<String> origin = LogSettings.origin(deployment, session.host());
        for (KeptNoteKey key : kept(deployment, session)) {
            session.out()
                    .println(key.path() + "  " + key.algorithm() + "  private key, mode "
                            + FileFacts.of(deployment.path(key.path())).octalMode() + "  signs the log's checkpoints");
            session.out()
                    .println(
                            origin.isPresent()
                                    ? verifierKey(key, origin.get())
                                    : "  its verifier key has the deployment's id in it, and no seal holds that says it: bridgectl"
                                            + " verify");
        }
    }

    /** Those that this user may read. */
    private static List<KeptNoteKey> kept(Deployment deployment, Session session) {
        try {
            return NoteKeys.kept(deployment, Holder.LOG);
        } catch (IOException e) {
            session.out().println("The log's keys can't be read: " + OneLine.of(IoTrouble.words(e)));
            return List.of();
        }
    }

    private static String verifierKey(KeptNoteKey key, String origin) {
        try {
            return key.signer(origin).key().vkey();
        } catch (MendableException e) {
            return "  it can't be used: " + e.getMessage();
        }
    }
}
