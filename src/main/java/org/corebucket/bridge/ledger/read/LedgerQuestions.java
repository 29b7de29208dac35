package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.LedgerMemory.Mark;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.jspecify.annotations.Nullable;

/** Does the ledger verify since the last checkpoint, and since this host last saw it? */
public final class LedgerQuestions {

    private static final String COPY =
            "put the ledger's files back from a copy; without one: bridgectl provenance recover shows what is lost, and how"
                    + " to go on";

    /** The code of the caution that what was seen of the ledger before could not be compared. */
    public static final String SEEN_ARCHIVED = "ledger-archived";

    /** The code of the finding that the ledger does not continue what its log signed. */
    public static final String LOG_CHANGED = "log-changed";

    /** The code of the finding that the log is not the one that this host has seen. */
    public static final String LOG_WENT_BACK = "log-went-back";

    /** The code of the finding that a checkpoint of the log, or a cosignature of one, does not hold. */
    public static final String LOG_UNSOUND = "log-unsound";

    private static final String RESOLVE =
            "; if a bridge raised an incident of it, then: bridgectl incident resolve ID --reason TEXT";

    private final LedgerPlace place;
    private final Optional<SignedCheckpoints> checkpoints;
    private final ChainVerifier verifier;
    private final LedgerMemory memory;
    private final boolean whole;

    /**
     * Takes one deployment's ledger.
     *
     * @param place where the ledger is kept
     * @param checkpoints the deployment's checkpoints; empty if the deployment's id is not known
     * @param verifier verifies the chain
     * @param memory what was seen of the ledger before; it is given what is found sound
     * @param whole whether the whole ledger is verified, not only what is new
     */
    public LedgerQuestions(
            LedgerPlace place,
            Optional<SignedCheckpoints> checkpoints,
            ChainVerifier verifier,
            LedgerMemory memory,
            boolean whole) {
        this.place = place;
        this.checkpoints = checkpoints;
        this.verifier = verifier;
        this.memory = memory;
        this.whole = whole;
    }

    /** Asks the questions. A sound ledger is remembered, unless an earlier question failed. */
    public void ask(Questions questions) throws IOException {
        boolean usable = !questions.anyFailed();
        Mark known = memory.last().orElse(null);
        VerifiedLedger verified = verify(known == null ? 0 : known.size());
        ChainReport report = verified.report();
        List<Finding> findings = new ArrayList<>();
        if (report.v5()) {
            findings.add(ofV5(report));
        } else {
            for (ChainFlaw flaw : report.flaws()) {
                findings.add(finding(flaw, report.unacknowledged()));
            }
            if (known != null) {
                compare(known, report, findings);
            }
        }
        questions.ask(findings, evidence(verified).toArray(String[]::new));
        if (known != null && isArchived(known, report)) {
            questions.caution(notCompared(known, report));
        }
        if (place.files().isPresent()) {
            askArchived(place.files().get(), questions);
        }
        if (usable && findings.isEmpty()) {
            remember(known, report);
        }
    }

    /**
     * The finding for a V5 ledger. Its flaws are not findings of their own: nobody can mend them, and the archive
     * records them.
     */
    private static Finding ofV5(ChainReport report) {
        return Finding.of(
                Consequence.FAILED,
                "ledger-of-v5",
                LedgerFiles.LIVE,
                "LEDGER OF V5: " + LedgerFiles.LIVE
                        + " is in the form of V5, and the bridge can't append to it; its chain of " + report.entries()
                        + " entries " + (report.holds() ? "holds" : "does not hold"),
                "bridgectl provenance archive: keeps it, unaltered, and begins a new ledger that records it");
    }

    private void askArchived(LedgerFiles files, Questions questions) throws IOException {
        Optional<ArchivedLedger> recorded;
        try (LedgerReading ledger = place.read()) {
            recorded = ArchivedLedger.recordedIn(ledger);
        }
        Optional<String> problem = whole
                ? ArchivedLedger.problem(files, recorded, verifier)
                : ArchivedLedger.quickProblem(files, recorded);
        if (problem.isPresent() || recorded.isPresent()) {
            questions.ask(
                    problem.map(words -> Finding.of(
                            Consequence.FAILED,
                            "archived-ledger",
                            ArchivedLedger.PATH,
                            "ARCHIVED LEDGER: " + ArchivedLedger.PATH + " - " + words,
                            recorded.isPresent()
                                    ? "put it back from a copy; bridgectl provenance verify says whether it is the one"
                                    : "bridgectl provenance archive, if it was interrupted; else move the file away")),
                    "The archived ledger of V5 is what entry 1 recorded" + (whole ? "" : ", by its length"));
        }
    }

    /** What the verification found, and from which entry on it read. */
    private record VerifiedLedger(ChainReport report, long from) {}

    /**
     * Verifies what is new. If that is unsound, the whole ledger is verified, so that every flaw is reported with its
     * line.
     */
    private VerifiedLedger verify(long known) throws IOException {
        try (LedgerReading ledger = place.read()) {
            Checkpoint last = checkpoints.isEmpty() || whole
                    ? null
                    : checkpoints.get().newest().orElse(null);
            if (last != null) {
                long seq = known == 0 ? last.size() : Math.min(known, last.size());
                LedgerPosition from = entry(ledger, seq);
                ChainReport report;
                try (CheckpointReader only = checkpoints.get().only(last)) {
                    report = verifier.verify(ledger, only, ChainRequest.asking(from, known));
                }
                if (report.holds()) {
                    return new VerifiedLedger(report, from.isBeginning() ? first(report) : seq);
                }
            }
            ChainReport report = whole(ledger, known);
            return new VerifiedLedger(report, first(report));
        }
    }

    /** The first entry that is there. */
    private static long first(ChainReport report) {
        return report.archived().size() + 1;
    }

    private ChainReport whole(LedgerReading ledger, long known) throws IOException {
        try (CheckpointReader all = checkpoints.isEmpty()
                ? CheckpointReader.none()
                : checkpoints.get().open()) {
            return verifier.verify(ledger, all, ChainRequest.asking(LedgerPosition.BEGINNING, known));
        }
    }

    /** The position of an entry, searched for from the end; the ledger's beginning if it is not found. */
    private static LedgerPosition entry(LedgerReading ledger, long seq) throws IOException {
        EntryAt wanted = new EntryAt(seq);
        ledger.backward(LedgerPosition.END, wanted);
        return wanted.at;
    }

    private static final class EntryAt implements LineVisitor {

        private final EntryScanner entry = new EntryScanner();
        private final long seq;
        private LedgerPosition at = LedgerPosition.BEGINNING;

        EntryAt(long seq) {
            this.seq = seq;
        }

        @Override
        public boolean visit(byte[] bytes, int from, int to, LedgerPosition place) {
            if (!entry.scan(bytes, from, to)) {
                return true;
            }
            if (entry.seq() == seq) {
                at = place;
            }
            return entry.seq() > seq;
        }
    }

    /** Whether what was seen is in the archive, and can't be compared here: of the last archived entry the hash is known. */
    private static boolean isArchived(Mark known, ChainReport report) {
        return known.size() < report.archived().size();
    }

    private static Caution notCompared(Mark known, ChainReport report) {
        return new Caution(
                SEEN_ARCHIVED,
                LedgerFiles.LIVE,
                "LEDGER ARCHIVED: entry " + known.size() + ", which this host has seen, is among the "
                        + report.archived().size() + " archived ones, and was not compared",
                "compare it where the archive lies: bridgectl provenance verify DIR, and in DIR entry " + known.size()
                        + " must have the hash " + known.head());
    }

    private static void compare(Mark known, ChainReport report, List<Finding> findings) {
        if (isArchived(known, report)) {
            return;
        }
        if (report.entries() < known.size()) {
            findings.add(new Finding(
                    Consequence.UNTRUSTED,
                    "ledger-shrank",
                    LedgerFiles.LIVE,
                    "LEDGER SHRANK: this host has seen " + known.size() + " entries, and there are " + report.entries(),
                    new Difference(Long.toString(known.size()), Long.toString(report.entries())),
                    COPY));
        } else if (!report.asked().equals(known.head())) {
            findings.add(new Finding(
                    Consequence.UNTRUSTED,
                    "ledger-rewritten",
                    LedgerFiles.LIVE,
                    "LEDGER REWRITTEN: entry " + known.size() + " is not the one that this host has seen",
                    new Difference(known.head(), report.asked()),
                    COPY));
        }
    }

    /**
     * The finding for a flaw of a ledger in the present form.
     *
     * @param unacknowledged whether a crash left all that is wrong, and nobody was ever told of it
     */
    public static Finding finding(ChainFlaw flaw, boolean unacknowledged) {
        return switch (flaw.kind()) {
            case NOT_AS_LOGGED, SHORTER_THAN_LOGGED ->
                Finding.of(
                        Consequence.FAILED,
                        LOG_CHANGED,
                        flaw.file(),
                        "THE LOG WAS CHANGED: " + flaw.message(),
                        "put back the ledger that was signed, from a copy, and find out who changed it" + RESOLVE);
            case LOG_NOT_AS_SEEN ->
                Finding.of(
                        Consequence.UNTRUSTED,
                        LOG_WENT_BACK,
                        flaw.file(),
                        "LOG WENT BACK: " + flaw.message(),
                        "put back what is missing of ledger and checkpoints, from a copy, and find out who changed it"
                                + RESOLVE);
            case LOG_CHECKPOINT, COSIGNATURE ->
                Finding.of(
                        Consequence.FAILED,
                        LOG_UNSOUND,
                        flaw.file(),
                        "LOG UNSOUND: " + flaw.message(),
                        !flaw.remedy().isEmpty()
                                ? flaw.remedy()
                                : "put that checkpoint back from a copy; bridgectl provenance verify says whether it is sound then");
            default -> ofChain(flaw, unacknowledged);
        };
    }

    private static Finding ofChain(ChainFlaw flaw, boolean unacknowledged) {
        return Finding.of(
                Consequence.FAILED,
                "ledger-unsound",
                flaw.file(),
                "LEDGER UNSOUND: " + flaw.message(),
                unacknowledged
                        ? "start the bridge: a crash left this, nobody was ever told of it, and the bridge cuts it off and keeps"
                                + " it in logs/aside"
                        : COPY);
    }

    private static List<String> evidence(VerifiedLedger verified) {
        ChainReport report = verified.report();
        List<String> evidence = new ArrayList<>();
        evidence.add(
                report.entries() == 0
                        ? "The ledger is empty"
                        : "Ledger: " + report.entries() + " entries, head " + report.head());
        if (report.entries() > 0) {
            evidence.add(read(report, verified.from()));
        }
        Checkpoint last = report.lastCheckpoint().orElse(null);
        evidence.add(
                last == null
                        ? "No checkpoint yet"
                        : "Last checkpoint: " + last.size() + " entries at " + UtcTime.of(last.timestamp()));
        evidence.addAll(report.followed());
        return evidence;
    }

    private static String read(ChainReport report, long from) {
        long first = first(report);
        String archived = first == 1 ? "" : "; archived, and not there to be read: 1 to " + (first - 1);
        if (from > first) {
            return "Entries read: " + from + " to " + report.entries() + "; not read again: " + first + " to "
                    + (from - 1) + ", which bridgectl verify --deep reads" + archived;
        }
        return "Entries read: " + (first == 1 ? "all" : first + " to " + report.entries()) + archived;
    }

    private void remember(@Nullable Mark known, ChainReport report) throws IOException {
        boolean grew = report.entries() > (known == null ? 0 : known.size());
        if (grew) {
            memory.remember(new Mark(report.entries(), report.head()));
        }
    }
}
