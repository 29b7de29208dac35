package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.MalformedNoteException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Verifies that an entry is in a log, by nothing but a proof and a policy. */
final class ProvenanceCheckProofCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final PositionalParamSpec proof = Options.file("The proof, as bridgectl provenance proof writes it.");

    private final OptionSpec entry = Options.inputValue(
                    "--entry", "LINE-FILE", "The entry, one line as it stands in the ledger.")
            .required(true)
            .build();

    private final OptionSpec policy = Options.inputValue(
                    "--policy", "POLICY", "Whose signatures count: a tlog-policy with the keys of logs and witnesses.")
            .required(true)
            .build();

    ProvenanceCheckProofCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "check-proof",
                this,
                global,
                "Verifies that an entry is in the log that a proof is of, and says who signed what of it, and when. It needs"
                        + " no deployment and no network, and trusts nobody but the keys of the policy.",
                "",
                "Example:",
                "  bridgectl provenance check-proof entry-42.tlog-proof --entry entry-42.json \\",
                "    --policy auditor.policy",
                "",
                "Example of a policy that demands one witness of two. To demand none, write",
                "\"quorum none\" and name no witness:",
                "  log core-bucket-bridge/0d8f2c1e-6a5b-4c7d-9e3f-1a2b3c4d5e6f+1a2b3c4d+AZ...",
                "  witness one witness.example/one+5e6f7a8b+BJ...",
                "  witness two witness.example/two+9c0d1e2f+BK...",
                "  group some any one two",
                "  quorum some",
                "",
                "Exit codes: 0 it is proved, 1 it is not, 64 usage, 65 malformed proof, entry",
                "or policy, 66 a file is missing, 74 I/O error.");
        spec.addOption(entry);
        spec.addOption(policy);
        spec.addPositional(proof);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Host host = session.host();
        LogPolicy trusted = read(Options.required(policy, host), LogPolicy::parse);
        InputFile proved = Options.required(proof, host);
        LogProof given = read(proved, LogProof::parse);
        InputFile file = Options.required(entry, host);
        EntryScanner scanned = entry(file);
        try {
            if (given.index() != scanned.seq() - 1) {
                throw new InvalidProofException(
                        "the proof is of entry " + (given.index() + 1) + ", and the line is entry " + scanned.seq());
            }
            tell(scanned, given.verify(Sha256.ofBytes(scanned.actual()), trusted));
            return ExitCode.OK;
        } catch (InvalidProofException | InvalidSignatureException e) {
            session.err().println("bridgectl: NOT PROVED: " + OneLine.of(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        } catch (MalformedNoteException e) {
            throw e.in(proved.name());
        }
    }

    /** Reads what has a form of C2SP's from a file, which messages name. */
    private static <T> T read(InputFile file, Form<T> form) throws IOException, MalformedNoteException {
        try {
            return form.parse(file.bytes());
        } catch (MalformedNoteException e) {
            throw e.in(file.name());
        }
    }

    @FunctionalInterface
    private interface Form<T> {
        T parse(byte[] bytes) throws MalformedNoteException;
    }

    /** The entry in a line, which must be in canonical form and have the hash that it states. */
    private static EntryScanner entry(InputFile file) throws IOException, MalformedNoteException {
        byte[] given = file.bytes();
        int end = given.length > 0 && given[given.length - 1] == '\n' ? given.length - 1 : given.length;
        // The scanner relies on the line feed.
        byte[] bytes = Arrays.copyOf(given, end + 1);
        bytes[end] = '\n';
        EntryScanner scanned = new EntryScanner();
        boolean whole = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).indexOf('\n') < 0;
        if (!whole || !scanned.read(bytes, 0, end)) {
            throw new MalformedNoteException("it is not one entry of a ledger in canonical form"
                            + "\nTake the line as it stands there: bridgectl provenance show --seq N --json")
                    .in(file.name());
        }
        return scanned;
    }

    private void tell(EntryScanner scanned, LogPolicy.Accepted accepted) {
        say("Proved: entry " + scanned.seq() + " of module " + scanned.text(EntryPart.MODULE) + ", session "
                + scanned.text(EntryPart.SESSION) + ", is in the log "
                + accepted.head().origin());
        say("The entry says that it was accepted at " + scanned.text(EntryPart.TIMESTAMP));
        say("Checkpoint: " + Ledgers.counted(accepted.head().size(), "entry") + ", root "
                + accepted.head().root().hex());
        for (LogPolicy.SignedByLog signed : accepted.logs()) {
            say("Signed by the log, by " + signed.key().type() + ", key " + signed.key()
                    + signed.time().map(time -> ", at " + UtcTime.of(time)).orElse(""));
        }
        for (Map.Entry<String, Instant> witness : accepted.cosigned().entrySet()) {
            say("Cosigned by the witness " + witness.getKey() + ", who saw the log only grow, at "
                    + UtcTime.of(witness.getValue()));
        }
        say(accepted.cosigned().values().stream()
                .min(Comparator.naturalOrder())
                .map(first -> "So it was recorded at " + UtcTime.of(first) + " at the latest")
                .orElse(
                        "No witness of the policy cosigned it, and none was demanded: when it was recorded, and that the log only"
                                + " grew, is the log's word alone"));
    }

    /** Says a sentence on a line of its own, whatever names are in it. */
    private void say(String sentence) {
        session.out().println(OneLine.of(sentence));
    }
}
