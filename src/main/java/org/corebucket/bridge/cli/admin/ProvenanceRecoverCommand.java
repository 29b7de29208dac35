package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cluster.IncidentDuty;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.incident.Violation.ViolationFinding;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.file.Recovery;
import org.corebucket.bridge.ledger.file.Recovery.SetAside;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.watch.IncidentAlerts;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Begins a damaged ledger anew behind its last sound entry. The incident is recorded before anything is changed, so
 * that nothing vanishes without a trace.
 */
final class ProvenanceRecoverCommand implements Callable<Integer> {

    private static final String KIND = "ledger-recovery";

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey key = new SigningKey();
    private final OptionSpec reason = ReasonOption.optional(
            "Do it, and why; the new entry and the incident state it. Without it nothing is changed.");

    ProvenanceRecoverCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "recover",
                this,
                global,
                "Shows where a damaged ledger ceases to be sound, and what of it was acknowledged. With --reason, and if there"
                        + " is no copy to put back: sets aside what lies behind the last sound entry, and begins anew there"
                        + " with an entry, signed with the bridge's key, that says what happened. That is a critical"
                        + " incident: an emergency stop is in force until it is resolved.",
                "",
                "Examples:",
                "  bridgectl provenance recover",
                "  bridgectl provenance recover --reason \"disk failed, no copy younger than this\"",
                "",
                "Exit codes: 0 nothing to recover, or done; 1 damage is shown; 64 usage, 65",
                "malformed key, or a ledger of V5; 66 the key is missing, 74 I/O error, 75 a",
                "bridge has the ledger, 77 it is not the bridge's key.");
        spec.addOption(reason);
        key.addPassphraseTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        String why = ReasonOption.textIfGiven(reason);
        Deployment deployment = global.deployment(session.host());
        SignedCheckpoints checkpoints = Ledgers.checkpoints(session, deployment, Ledgers.inFiles(deployment));
        SeenLedgers seen = new SeenLedgers(deployment, session.host());
        try (Recovery recovery = Recovery.look(LedgerFiles.of(deployment), checkpoints, seen.last())) {
            if (recovery.problems().isEmpty()) {
                session.out()
                        .println("Nothing to recover: " + recovery.sound().size()
                                + " entries are sound, and the bridge starts on them.");
                if (recovery.unacknowledged() > 0) {
                    session.out()
                            .println("Behind them are " + recovery.unacknowledged()
                                    + " bytes that a crash left and nobody"
                                    + " was ever told of; the bridge cuts them off when it starts, and keeps them in"
                                    + " logs/aside.");
                }
                return ExitCode.OK;
            }
            print(deployment, recovery);
            if (why == null) {
                session.out().println("Nothing was changed. If there is a copy of the ledger, put that back. If not:");
                session.out().println("  bridgectl provenance recover --reason TEXT");
                return ExitCode.FAILED;
            }
            RsaSigner bridge = Ledgers.bridgeKey(session, deployment, key, checkpoints);
            recover(deployment, recovery, why, bridge, seen);
            return ExitCode.OK;
        }
    }

    private void print(Deployment deployment, Recovery recovery) throws IOException {
        PrintWriter out = session.out();
        for (String problem : recovery.problems()) {
            out.println(OneLine.of(relative(deployment, problem)));
        }
        Head sound = recovery.sound();
        out.println(
                sound.size() == 0
                        ? "No entry is sound."
                        : "Sound: " + sound.size() + " entries, the last with hash " + sound.hash());
        long lost = recovery.acknowledged().size() - sound.size();
        if (lost > 0) {
            out.println("Acknowledged were " + recovery.acknowledged().size() + " entries at least: " + lost
                    + " of them are not sound here.");
        }
        List<String> rest = recovery.rest();
        out.println(rest.isEmpty() ? "There is nothing to be set aside." : "To be set aside:");
        for (String part : rest) {
            out.println("  " + OneLine.of(relative(deployment, part)));
        }
    }

    private static String relative(Deployment deployment, String text) {
        return text.replace(deployment.root() + "/", "");
    }

    private void recover(Deployment deployment, Recovery recovery, String why, RsaSigner bridge, SeenLedgers seen)
            throws Exception {
        Incidents incidents = new Incidents(deployment, session.host());
        Incident incident =
                incidents.raise(violation(deployment, recovery, why)).incident();
        String id = incident.id().text();
        session.out().println("EMERGENCY STOP IN FORCE: " + id);
        LedgerFiles files = LedgerFiles.of(deployment);
        String time = UtcTime.of(incident.time()).replaceAll("[-:]", "");
        Path directory = files.aside().resolve("recovery-" + time + id.substring(id.lastIndexOf('-')));
        List<SetAside> aside = recovery.setAside(directory);
        Receipt receipt = recovery.record(
                why,
                id,
                aside,
                LedgerOptions.standard(
                        bridge,
                        Ledgers.header(session, deployment).deployment(),
                        session.host().clock()));
        seen.replace(new Head(receipt.seq(), receipt.hash().hex()));
        for (SetAside one : aside) {
            String line = "set aside: " + relative(deployment, one.file().toString()) + ", " + one.bytes()
                    + " bytes, sha256 " + one.sha256().hex();
            incidents.append(incident.id(), line);
            session.out().println(OneLine.of(line));
        }
        Optional<String> ended = endLog(files, recovery, directory);
        if (ended.isPresent()) {
            incidents.append(incident.id(), ended.get());
            session.out().println(OneLine.of(ended.get()));
            session.out()
                    .println("That log has ended. Give the next one another name, \"log\": {\"origin\": NAME} in "
                            + Deployment.BRIDGE + ", then: bridgectl freeze --reason TEXT");
        }
        incidents.append(incident.id(), "the ledger goes on with entry " + receipt.seq());
        session.out()
                .println("The ledger goes on with entry " + receipt.seq() + ", which records this, signed with the"
                        + " bridge's key.");
        session.out()
                .println(
                        recovery.acknowledged().size() > recovery.sound().size()
                                ? "Modules hold receipts for the lost entries, which the ledger no longer has: let them"
                                        + " send these updates again."
                                : "No entry is lost.");
        session.out().println("Next: bridgectl verify; then: bridgectl incident resolve " + id + " --reason TEXT");
        IncidentAlerts.once(deployment, session.host(), IncidentDuty.of(deployment, session.host()), session::warn);
    }

    /**
     * Ends a log whose checkpoints count more than is sound: nothing can be signed any more that continues it. Its files are set
     * aside with the entries.
     *
     * @return what was done, if anything
     */
    private static Optional<String> endLog(LedgerFiles files, Recovery recovery, Path directory) throws IOException {
        Optional<SignedNote> last = LogCheckpointFiles.of(files.log()).last();
        TreeHead head = last.isPresent() ? LogCheckpoints.head(last.get()) : null;
        if (head == null || head.size() <= recovery.sound().size()) {
            return Optional.empty();
        }
        DurableFiles.makeDirectories(directory);
        Files.move(files.log(), directory.resolve("log"));
        return Optional.of("set aside: logs/log: the log " + head.origin() + " has signed " + head.size()
                + " entries, and can't be continued");
    }

    private static Violation violation(Deployment deployment, Recovery recovery, String why) {
        String summary = "the ledger is begun anew behind entry "
                + recovery.sound().size() + ", of " + recovery.acknowledged().size() + " acknowledged: " + why;
        List<ViolationFinding> violations = recovery.problems().stream()
                .map(problem -> new ViolationFinding(
                        "ledger-unsound",
                        LedgerFiles.LIVE,
                        Long.toString(recovery.acknowledged().size()),
                        Long.toString(recovery.sound().size()),
                        relative(deployment, problem),
                        "find out what became of the disk or who was at it; let the modules send again what is lost"))
                .toList();
        return new Violation(Violation.Severity.CRITICAL, KIND, summary, violations, List.of());
    }
}
