package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.launch.NotRunnableException;
import org.corebucket.bridge.launch.ProcessCommand;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;

/** Says what a run would be, for people and for programs. */
final class DryRun {

    private static final Path STAGED = Path.of("STAGED");

    private final Session session;
    private final Deployment deployment;
    private final ResultFormat format;

    DryRun(Session session, Deployment deployment, ResultFormat format) {
        this.session = session;
        this.deployment = deployment;
        this.format = format;
    }

    /**
     * Says why nothing would run.
     *
     * @param say says it to people, and returns the exit code
     */
    int refused(Refusal refusal, ToIntFunction<Refusal> say) throws IOException {
        if (!format.isJson()) {
            return say.applyAsInt(refusal);
        }
        format.json(
                session,
                json -> json.beginObject()
                        .field("approved", false)
                        .field("reason", refusal.reason().text())
                        .field("detail", refusal.detail())
                        .field("remedy", refusal.remedy())
                        .endObject());
        return refusal.reason() == Refusal.RefusalReason.STOPPED ? ExitCode.STOPPED : ExitCode.REFUSED;
    }

    /** Says what would run, and of which copies. */
    void approved(Decision.Approved approved, List<ManifestEntry> files) throws IOException, NotRunnableException {
        if (approved.entrypoint().kind() != Entrypoint.EntrypointKind.PROCESS) {
            begin(approved, format.text(session)).println("arguments    " + String.join(" ", approved.arguments()));
            format.json(session, json -> begin(approved, json).endObject());
            return;
        }
        ProcessCommand command = ProcessCommand.of(deployment, session.host(), approved);
        List<String> argv = command.argv(STAGED.resolve(approved.file().path()), STAGED);
        Path directory = command.directory(deployment.root(), STAGED);
        PrintWriter out = begin(approved, format.text(session));
        out.println("command      " + String.join(" ", argv));
        out.println("directory    " + directory);
        out.println("environment  " + String.join(" ", command.variables()));
        out.println("STAGED       a private copy of these " + files.size() + " listed files, made for the run:");
        for (ManifestEntry entry : files) {
            out.println("             " + Quoted.printable(entry.path()));
        }
        format.json(
                session,
                json -> begin(approved, json)
                        .strings("command", argv)
                        .field("directory", directory.toString())
                        .strings("environment", command.variables())
                        .strings(
                                "staged",
                                files.stream().map(ManifestEntry::path).toList())
                        .endObject());
    }

    private static PrintWriter begin(Decision.Approved approved, PrintWriter out) {
        Entrypoint entrypoint = approved.entrypoint();
        out.println(
                "would run    " + entrypoint.name() + " (" + entrypoint.kind().text() + ")");
        out.println("file         " + approved.file().path() + ", sha256 "
                + approved.file().digest());
        return out;
    }

    private static JsonWriter begin(Decision.Approved approved, JsonWriter json) throws IOException {
        return json.beginObject()
                .field("approved", true)
                .field("entrypoint", approved.entrypoint().name().text())
                .field("kind", approved.entrypoint().kind().text())
                .field("file", approved.file().path())
                .field("sha256", approved.file().digest().hex())
                .strings("arguments", approved.arguments());
    }
}
