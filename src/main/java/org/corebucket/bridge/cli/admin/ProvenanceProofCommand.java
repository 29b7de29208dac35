package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.tree.LedgerLog.InconsistentLogException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.LogProof;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Proves that an entry is in the deployment's log. */
final class ProvenanceProofCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    private final OptionSpec entry =
            Options.number("--entry", "N", "The entry of this number, instead of a session's.");
    private final OptionSpec module =
            Options.text("--module", "M", "Whose session it is, if several modules have one alike.");
    private final OptionSpec output =
            Options.output("--output", "FILE", "Where to write the proof; else to standard output.");

    private final PositionalParamSpec sessionId = PositionalParamSpec.builder()
            .paramLabel("SESSION_ID")
            .index("0")
            .arity("0..1")
            .type(String.class)
            .description(
                    "The session of the entry, as its receipt says. If it begins with a dash, -- stands before it.")
            .build();

    ProvenanceProofCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "proof",
                this,
                global,
                "Proves that an entry is in the deployment's log, to anybody who trusts the log's key or its witnesses, by the"
                        + " last checkpoint. If none counts the entry yet, one is signed: by the bridge if it runs, else here."
                        + " The proof is verified before it is written.",
                "",
                "Examples:",
                "  bridgectl provenance proof --entry 42 --output entry-42.tlog-proof",
                "  bridgectl provenance proof 0d8f2c1e-6a5b-4c7d-9e3f-1a2b3c4d5e6f > s.tlog-proof",
                "Whoever gets it checks it with the entry and a policy:",
                "  bridgectl provenance show --seq 42 --json > entry-42.json",
                "  bridgectl provenance check-proof entry-42.tlog-proof --entry entry-42.json \\",
                "    --policy auditor.policy",
                "",
                "Exit codes: 0 done, 1 the ledger is not what was signed, 64 usage, 66 no such",
                "entry, or no deployment, 74 I/O error, 75 somebody else than a bridge has the",
                "ledger, 78 the deployment has no log.");
        spec.addOption(entry);
        spec.addOption(module);
        spec.addOption(output);
        spec.addPositional(sessionId);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        requireOne();
        Deployment deployment = global.deploymentToRead(session.host());
        OutputFile given = Options.output(output, session.host());
        OutputFile file = given == null ? OutputFile.standardOutput() : given;
        file.requireWritable();
        try (LedgerPlace place = DeploymentLedger.of(deployment, session.host())) {
            WantedEntry wanted = wanted(place);
            LogProof proof = new LogAtHand(session, global, deployment, place).proof(wanted);
            write(wanted, proof, file, DeploymentLog.witnesses(deployment));
            return ExitCode.OK;
        } catch (InconsistentLogException | LogAtHand.UnsignedLedgerException e) {
            session.err().println("bridgectl: " + OneLine.lines(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        }
    }

    private void requireOne() throws UsageException {
        @Nullable Long number = entry.getValue();
        if ((number == null) == (sessionId.getValue() == null)) {
            throw new UsageException("name one entry: by its session, or by --entry N");
        }
        if (number != null && number < 1) {
            throw new UsageException("--entry is a number from 1");
        }
        if (number != null && module.getValue() != null) {
            throw new UsageException("--module goes with a session: a number alone says which entry it is");
        }
    }

    private WantedEntry wanted(LedgerPlace place) throws IOException, MendableException, UsageException {
        @Nullable Long number = entry.getValue();
        if (number == null) {
            return WantedEntry.ofSession(place, sessionId.getValue(), module.getValue());
        }
        try (LedgerReading ledger = place.read()) {
            return WantedEntry.numbered(ledger, number);
        }
    }

    /** Writes the proof, and says so where the proof does not stand. */
    private void write(WantedEntry wanted, LogProof proof, OutputFile file, Optional<LogPolicy> witnesses)
            throws IOException, MendableException {
        boolean toOutput = file.isStandardOutput();
        PrintWriter words = toOutput ? session.err() : session.out();
        if (toOutput) {
            session.out().print(new String(proof.bytes(), StandardCharsets.UTF_8));
            session.out().flush();
        } else {
            file.write(out -> out.write(proof.bytes()));
        }
        TreeHead head = TreeHead.parse(proof.checkpoint().text());
        words.println(OneLine.of("Proved: entry " + wanted.seq() + " of module " + wanted.module() + " is in the log "
                + head.origin() + ", by its checkpoint over " + Ledgers.counted(head.size(), "entry")
                + (toOutput ? "" : ": " + file.name())));
        words.println(OneLine.of(cosigned(proof.checkpoint(), witnesses)));
    }

    /** Who besides the log vouches for a checkpoint, and what to do if that is nobody. */
    private static String cosigned(SignedNote checkpoint, Optional<LogPolicy> policy) {
        if (policy.isEmpty() || policy.get().witnesses().isEmpty()) {
            return "No witness cosigned that checkpoint, since " + Deployment.WITNESSES
                    + " names none: the proof convinces"
                    + " whoever trusts the log's own keys. Name witnesses there, then: bridgectl freeze --reason TEXT";
        }
        List<String> cosigners = new ArrayList<>();
        try {
            policy.get().cosigned(checkpoint).forEach((name, time) -> cosigners.add(name + " at " + UtcTime.of(time)));
        } catch (InvalidSignatureException e) {
            return "A witness's cosignature of that checkpoint does not hold: " + e.getMessage()
                    + ". See what else is wrong: bridgectl provenance verify";
        }
        String by = cosigners.isEmpty() ? "no witness" : String.join(", ", cosigners);
        return policy.get().isCosigned(checkpoint)
                ? "Cosigned by " + by + ": the quorum of " + Deployment.WITNESSES
                : "Cosigned by " + by + ", and not by the quorum of " + Deployment.WITNESSES
                        + ": whoever demands it will not"
                        + " believe this proof. A running bridge asks the witnesses, and bridgectl status says what they"
                        + " answer; once they have cosigned, give this command again";
    }
}
