package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.JsonWriter;
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

    private static final String NO_NAME =
            "  its verifier key has the deployment's id in it, and no seal holds that says it: bridgectl verify";

    private final Holder holder;
    private final List<ShownNoteKey> keys;
    private final String trouble;

    private NoteKeyLines(Holder holder, List<ShownNoteKey> keys, String trouble) {
        this.holder = holder;
        this.keys = keys;
        this.trouble = trouble;
    }

    /**
     * One of them.
     *
     * @param vkey its verifier key; empty if that is not known
     * @param flaw why it is not known, as a line; empty if it is
     */
    private record ShownNoteKey(String path, String algorithm, String mode, String vkey, String flaw) {}

    /** Those that this user may read. */
    static NoteKeyLines of(Deployment deployment, Session session, Holder holder) throws IOException {
        List<KeptNoteKey> kept;
        try {
            kept = NoteKeys.kept(deployment, holder);
        } catch (IOException e) {
            return new NoteKeyLines(
                    holder,
                    List.of(),
                    "The keys of the " + holder.word() + " can't be read: " + OneLine.of(IoTrouble.words(e)));
        }
        Optional<String> name = kept.isEmpty() ? Optional.empty() : name(deployment, session, holder);
        List<ShownNoteKey> keys = new ArrayList<>();
        for (KeptNoteKey key : kept) {
            keys.add(shown(key, FileFacts.of(deployment.path(key.path())).octalMode(), name.orElse("")));
        }
        return new NoteKeyLines(holder, keys, "");
    }

    private static ShownNoteKey shown(KeptNoteKey key, String mode, String name) {
        if (name.isEmpty()) {
            return new ShownNoteKey(key.path(), key.algorithm(), mode, "", NO_NAME);
        }
        try {
            String vkey = key.signer(name).key().vkey();
            return new ShownNoteKey(key.path(), key.algorithm(), mode, vkey, "");
        } catch (MendableException e) {
            return new ShownNoteKey(key.path(), key.algorithm(), mode, "", "  it can't be used: " + e.getMessage());
        }
    }

    void print(PrintWriter out) {
        if (!trouble.isEmpty()) {
            out.println(trouble);
        }
        for (ShownNoteKey key : keys) {
            out.println(key.path() + "  " + key.algorithm() + "  private key, mode " + key.mode() + "  signs "
                    + (holder == Holder.LOG ? "the log's checkpoints" : "other logs' checkpoints, as a witness"));
            out.println(key.flaw().isEmpty() ? key.vkey() : key.flaw());
        }
    }

    /** Writes an object for each; those that can't be read are one without a path. */
    void write(JsonWriter json) throws IOException {
        if (!trouble.isEmpty()) {
            json.beginObject()
                    .field("holder", holder.word())
                    .nullField("path")
                    .field("problem", trouble)
                    .endObject();
        }
        for (ShownNoteKey key : keys) {
            json.beginObject()
                    .field("holder", holder.word())
                    .field("path", key.path())
                    .field("algorithm", key.algorithm())
                    .field("mode", key.mode())
                    .knownField("vkey", key.vkey())
                    .knownField("problem", key.flaw().strip())
                    .endObject();
        }
    }

    /** The name under which they sign; empty if it is made of the deployment's id, and no seal holds that says it. */
    static Optional<String> name(Deployment deployment, Session session, Holder holder) throws IOException {
        return holder == Holder.LOG
                ? LogSettings.origin(deployment, session.host())
                : WitnessSettings.name(deployment, session.host());
    }
}
