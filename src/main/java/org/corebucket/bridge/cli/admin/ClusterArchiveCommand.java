package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.DurationConverter;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.file.LedgerExport;
import org.corebucket.bridge.ledger.postgres.LedgerArchive;
import org.corebucket.bridge.ledger.postgres.PostgresLedger;
import org.corebucket.bridge.ledger.read.ArchivedEntries;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Moves the oldest entries of a ledger in a database into a directory. */
final class ClusterArchiveCommand implements Callable<Integer> {

    /** The digests of closed logs, and heartbeats, are looked for in entries that are younger. */
    private static final Duration YOUNGEST = Duration.ofDays(31);

    private final Session session;
    private final GlobalOptions global;
    private final OwnerLogin owner = new OwnerLogin();
    private final SigningKey key = new SigningKey();

    private final OptionSpec olderThan = Options.value(
                    "--older-than", "DURATION", "Of what age entries are archived, such as 400d; 31d at least.")
            .type(Duration.class)
            .converters(new DurationConverter())
            .required(true)
            .build();

    private final PositionalParamSpec directory = PositionalParamSpec.builder()
            .paramLabel("DIR")
            .arity("1")
            .type(Path.class)
            .description(
                    "An empty directory, or the archive of before, to which more is added. It is made if it is not there.")
            .build();

    ClusterArchiveCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "archive",
                this,
                global,
                "Moves the oldest entries of the ledger out of the database into files, while bridges run: whole tables of a"
                        + " million entries, of which the last is old enough. They are written, verified where they were"
                        + " written, with all checkpoints, and then dropped. The bridge's key signs up to where. Receipts and"
                        + " what refuses replays stay in the database. Keep the files: nothing else has these entries.",
                "",
                "Examples:",
                "  bridgectl cluster archive /archive/ledger --older-than 400d \\",
                "      --owner bridgectl_owner --password-file owner.password",
                "  bridgectl provenance verify /archive/ledger",
                "",
                "Exit codes: 0 done, or nothing is old enough, 1 the entries do not hold, 64",
                "usage, 65 malformed key, 66 no deployment or key, 74 I/O error, 75 another",
                "archive is made here, 77 it is not the bridge's key, 78 the ledger is not in a",
                "database, or DIR is something else.");
        spec.addOption(olderThan);
        owner.addTo(spec);
        key.addPassphraseTo(spec);
        spec.addPositional(directory);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        Duration age = olderThan.getValue();
        if (age.compareTo(YOUNGEST) < 0) {
            throw new UsageException("--older-than is 31d at least: younger entries are still asked for");
        }
        try (DeploymentLock lock =
                        DeploymentLock.acquire(LedgerFiles.of(deployment).lock());
                Database database = owner.database(
                        ClusterInitCommand.settings(deployment, session.host()),
                        session.host(),
                        "bridgectl cluster archive")) {
            LedgerArchive archive = new LedgerArchive(database);
            Instant before = session.host().clock().instant().minus(age);
            Optional<Head> last = archive.last(end(database), before);
            if (last.isPresent() && !moved(deployment, archive, last.get())) {
                return ExitCode.FAILED;
            }
            int dropped = archive.drop();
            if (last.isEmpty()) {
                session.out()
                        .println("Nothing to archive: no full table of entries is from before " + UtcTime.of(before)
                                + (dropped == 0 ? "." : "; what was archived before is dropped now."));
            }
            return ExitCode.OK;
        }
    }

    private static Head end(Database database) throws IOException {
        // The place is not closed: the database is, by whoever opened it.
        try (LedgerReading ledger = PostgresLedger.of(database).read()) {
            return ledger.acknowledged().orElse(Head.EMPTY);
        }
    }

    /** Writes and verifies the entries, and records that they are archived; says whether they hold. */
    private boolean moved(Deployment deployment, LedgerArchive archive, Head last) throws Exception {
        UUID id = Ledgers.header(session, deployment).deployment();
        SignedCheckpoints checkpoints = SignedCheckpoints.of(archive.checkpoints(last), deployment, id);
        RsaSigner bridge = Ledgers.bridgeKey(session, deployment, key, checkpoints);
        Path into = session.host().workingDirectory().resolve((Path) directory.getValue());
        String shown = OneLine.of(FileNames.of(into));
        long before;
        try (LedgerReading ledger = archive.upTo(last)) {
            before = ledger.archived()
                    .map(ArchivedEntries::head)
                    .orElse(Head.EMPTY)
                    .size();
            LedgerExport.archive(ledger, into, LedgerOptions.SEGMENT_BYTES);
        }
        ChainReport report = verify(into, checkpoints);
        if (!report.holds() || report.entries() != last.size() || !report.head().equals(last.hash())) {
            Ledgers.print(report, session.out());
            session.err()
                    .println("bridgectl: nothing was removed from the database: what was written to " + shown
                            + " is not the ledger up to entry " + last.size() + ", " + last.hash());
            return false;
        }
        Instant now = session.host().clock().instant();
        archive.record(
                ArchivedEntries.signed(id, last, now, bridge),
                Checkpoint.signed(id, last.size(), Sha256.parse(last.hash()), now, bridge));
        LedgerExport.writeCheckpoints(archive.checkpoints(last), into);
        session.out()
                .println("Archived entries " + (before + 1) + " to " + last.size() + " in " + shown
                        + ", which has all from 1 on. Keep it: nothing else has them.");
        return true;
    }

    private ChainReport verify(Path archive, SignedCheckpoints checkpoints) throws IOException {
        try (SegmentFiles ledger = SegmentFiles.of(new LedgerFiles(archive));
                VerifyProgress progress =
                        VerifyProgress.on(session, session.host().workingDirectory())) {
            progress.expect(ledger.bytes());
            return ChainVerifier.of(TreeHasher.onePerProcessor(), progress).verify(ledger, checkpoints);
        }
    }
}
