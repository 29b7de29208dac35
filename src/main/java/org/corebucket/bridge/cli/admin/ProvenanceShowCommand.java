package org.corebucket.bridge.cli.admin;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;
import org.corebucket.bridge.ledger.read.HexDigest;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Shows entries of the deployment's ledger. */
final class ProvenanceShowCommand implements Callable<Integer> {

    private static final long A_SCREEN = 20;

    /** After how many entries the command asks whether anybody still reads its output. */
    private static final long LOOK = 256;

    private final Session session;
    private final GlobalOptions global;

    private final OptionSpec last = Options.number("--last", "N", "Only the last N; 20 if nothing else is asked for.");
    private final OptionSpec seq = Options.number("--seq", "N", "Only the entry of this number.");
    private final OptionSpec module = Options.text("--module", "M", "Only entries of this module.");
    private final OptionSpec sessionId = Options.text("--session", "ID", "Only entries of this session.");
    private final OptionSpec json = Options.flag("--json", "The entries as they stand in the ledger.");

    private final EntryScanner entry = new EntryScanner();
    private long shown;
    private long unreadable;

    ProvenanceShowCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "show",
                this,
                global,
                "Shows entries of the ledger, the oldest first: number, time, endpoint, module, session and hash."
                        + " Nothing is verified.",
                "",
                "Examples:",
                "  bridgectl provenance show",
                "  bridgectl provenance show --module finance --last 5",
                "  bridgectl provenance show --seq 1200 --json",
                "",
                "Exit codes: 0 done, 64 usage, 66 no deployment, or no such entry, 74 I/O error.");
        for (OptionSpec option : new OptionSpec[] {last, seq, module, sessionId, json}) {
            spec.addOption(option);
        }
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Long wanted = number(seq);
        Long most = number(last);
        boolean filtered = wanted != null || module.getValue() != null || sessionId.getValue() != null;
        try (LedgerPlace place = DeploymentLedger.of(global.deploymentToRead(session.host()), session.host());
                LedgerReading lines = place.read()) {
            LedgerPosition start = most == null && filtered && wanted == null
                    ? LedgerPosition.BEGINNING
                    : start(lines, most == null ? (wanted == null ? A_SCREEN : 1) : most);
            lines.forward(start, (bytes, from, to, at) -> show(bytes, from, to));
        }
        if (unreadable > 0) {
            session.err()
                    .println("bridgectl: lines that are no entries: " + unreadable
                            + "; bridgectl provenance verify says where");
        }
        if (shown == 0 && (wanted != null || sessionId.getValue() != null)) {
            throw MendableException.missing("there is no such entry in the ledger");
        }
        if (shown == 0 && !Options.isSet(json)) {
            session.out().println("No entry.");
        }
        return ExitCode.OK;
    }

    private static @Nullable Long number(OptionSpec option) throws UsageException {
        Long given = option.getValue();
        if (given != null && given < 1) {
            throw new UsageException(option.longestName() + " is a number from 1");
        }
        return given;
    }

    /**
     * Where the last {@code count} wanted entries begin. They are searched for from the end, and none is kept in
     * memory.
     */
    private LedgerPosition start(LedgerReading lines, long count) throws Exception {
        LedgerPosition[] start = {LedgerPosition.BEGINNING};
        long[] left = {count};
        lines.backward(LedgerPosition.END, (bytes, from, to, at) -> {
            boolean is = entry.scan(bytes, from, to);
            if (is && isWanted()) {
                start[0] = at;
                left[0]--;
            }
            return left[0] > 0 && !(is && isBeforeWanted());
        });
        return start[0];
    }

    /** Whether no wanted entry can lie farther back, since the numbers only rise. */
    private boolean isBeforeWanted() {
        Long number = seq.getValue();
        return number != null && entry.seq() < number;
    }

    private boolean isWanted() {
        Long number = seq.getValue();
        return (number == null || entry.seq() == number)
                && is(module.getValue(), EntryPart.MODULE)
                && is(sessionId.getValue(), EntryPart.SESSION);
    }

    private boolean is(@Nullable String expected, EntryPart part) {
        return expected == null || expected.equals(entry.text(part));
    }

    private boolean show(byte[] bytes, int from, int to) {
        if (!entry.scan(bytes, from, to)) {
            unreadable++;
        } else if (isWanted()) {
            shown++;
            PrintWriter out = session.out();
            out.println(Options.isSet(json) ? new String(bytes, from, to - from, StandardCharsets.US_ASCII) : words());
        }
        boolean gone = shown % LOOK == 0 && session.out().checkError();
        return !gone && (seq.getValue() == null || shown == 0);
    }

    /** The entry for people. Text from outside keeps its escapes, so that no terminal obeys anything in it. */
    private String words() {
        return entry.seq() + "  " + raw(EntryPart.TIMESTAMP) + "  " + raw(EntryPart.ENDPOINT) + "  "
                + raw(EntryPart.MODULE) + "  " + raw(EntryPart.SESSION) + "  " + HexDigest.of(entry.stated(), 0);
    }

    private String raw(EntryPart part) {
        return new String(entry.raw(part), StandardCharsets.US_ASCII);
    }
}
