package org.corebucket.bridge.cli.admin;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the keys in {@code security/}. */
public final class KeysShowCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final ResultFormat format = new ResultFormat();

    /** A command of one session. */
    public KeysShowCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "show",
                this,
                global,
                "Shows the public halves in security/, their lengths and fingerprints, and of the private halves the modes,"
                        + " and why one can't be used. Of the ledger's log it shows the keys and, each on a line of its own, what verifies"
                        + " what they sign: a vkey, for a policy or a witness.",
                "",
                "Example: bridgectl keys show",
                "",
                "The fingerprint is the SHA-256 of the DER public key:",
                "  openssl pkey -pubin -in FILE -outform DER | sha256sum",
                "",
                "Exit codes: 0 done, 66 no deployment.");
        format.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        Path directory = KeyFiles.directory(deployment);
        List<ShownPair> pairs = new ArrayList<>();
        for (String name : TreeFiles.names(directory, KeyFiles.PUBLIC_HALVES)) {
            Path file = directory.resolve(name);
            pairs.add(ShownPair.of(FileNames.of(deployment.root().relativize(file)), file));
        }
        PrintWriter out = format.text(session);
        for (ShownPair pair : pairs) {
            out.println(OneLine.of(pair.path()) + "  " + pair.words());
        }
        if (pairs.isEmpty()) {
            out.println("No public key in security/.");
        }
        NoteKeyLines log = NoteKeyLines.of(deployment, session, Holder.LOG);
        NoteKeyLines witness = NoteKeyLines.of(deployment, session, Holder.WITNESS);
        log.print(out);
        witness.print(out);
        format.json(session, json -> {
            json.beginObject().beginArray("keys");
            for (ShownPair pair : pairs) {
                pair.write(json);
            }
            json.endArray().beginArray("note_keys");
            log.write(json);
            witness.write(json);
            json.endArray().endObject();
        });
        return ExitCode.OK;
    }
}
