package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;

/**
 * What the first entry of a ledger records of the V5 ledger that it replaced (CONTRACT 8). The record shows whether a
 * byte of the V5 ledger was changed since, and whether its chain held when it was archived.
 *
 * @param bytes the length of the V5 ledger
 * @param sha256 the digest of all its bytes
 * @param entries how many entries it has
 * @param head the hash of its last entry; empty if there is none
 * @param verdict {@code holds}, or what does not hold
 */
public record ArchivedLedger(long bytes, Sha256 sha256, long entries, String head, String verdict) {

    /** The endpoint of the entry that records the archived ledger. */
    public static final String ENDPOINT = "archive";

    /** Where the archived V5 ledger lies, relative to the root. */
    public static final String PATH = LedgerFiles.DIRECTORY + "/" + LedgerFiles.ARCHIVED;

    private static final byte[] ENDPOINT_BYTES = ENDPOINT.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MODULE_BYTES = NewEntry.BRIDGE.getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_ENTRY = 4096;

    /**
     * Describes a V5 ledger as it is now.
     *
     * @param verifier verifies its chain
     */
    public static ArchivedLedger of(Path file, ChainVerifier verifier) throws IOException {
        ChainReport report = verifier.verify(List.of(file));
        FileState.Digested read = FileState.Digested.of(file);
        return new ArchivedLedger(read.size(), read.digest(), report.entries(), report.head(), verdict(report));
    }

    private static String verdict(ChainReport report) {
        if (report.holds()) {
            return "holds";
        }
        ChainFlaw first = report.flaws().get(0);
        return "does not hold: " + report.flawCount() + (report.flawCount() == 1 ? " flaw" : " flaws, the first")
                + " at line " + first.line() + ": " + first.kind().words() + " - " + first.detail();
    }

    /** The entry's payload, in canonical form. */
    public byte[] payload() {
        String payload = "{\"bytes\": " + bytes + ", \"entries\": " + entries + ", \"file\": " + Quoted.of(PATH)
                + ", \"form\": \"v5\", \"last_hash\": \"" + head + "\", \"sha256\": \"" + sha256.hex()
                + "\", \"verdict\": " + Quoted.of(verdict) + "}";
        return payload.getBytes(StandardCharsets.US_ASCII);
    }

    /** What the first entry of a ledger records; empty if there is no entry, or it records no archived ledger. */
    public static Optional<ArchivedLedger> recordedIn(LedgerReading ledger) throws IOException {
        EntryScanner entry = new EntryScanner();
        byte[][] payload = {null};
        ledger.forward(LedgerPosition.BEGINNING, FIRST_ENTRY, (bytes, from, to, at) -> {
            if (entry.scan(bytes, from, to)
                    && entry.is(EntryPart.ENDPOINT, ENDPOINT_BYTES)
                    && entry.is(EntryPart.MODULE, MODULE_BYTES)) {
                payload[0] = entry.raw(EntryPart.PAYLOAD);
            }
            return false;
        });
        return payload[0] == null ? Optional.empty() : parse(payload[0]);
    }

    private static Optional<ArchivedLedger> parse(byte[] payload) {
        try {
            JsonFields fields = JsonFields.of(Json.parse(payload, "the ledger"), "the ledger");
            return Optional.of(new ArchivedLedger(
                    fields.wholeNumber("bytes"),
                    Sha256.parse(fields.string("sha256")),
                    fields.wholeNumber("entries"),
                    fields.string("last_hash"),
                    fields.string("verdict")));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * What is wrong with the archived ledger, judged by its presence and length alone; empty if nothing is wrong.
     *
     * @param recorded what the ledger's first entry records of it; empty if it records nothing
     */
    public static Optional<String> quickProblem(LedgerFiles files, Optional<ArchivedLedger> recorded)
            throws IOException {
        boolean there = isThere(files);
        if (recorded.isEmpty()) {
            return there ? Optional.of("the ledger's first entry does not record it") : Optional.empty();
        }
        if (!there) {
            return Optional.of("it is missing, and the ledger's first entry records it");
        }
        long bytes = Files.size(files.archived());
        return bytes == recorded.get().bytes()
                ? Optional.empty()
                : Optional.of("it has " + bytes + " bytes, and entry 1 recorded "
                        + recorded.get().bytes());
    }

    /**
     * What is wrong with the archived ledger, judged by every byte; empty if digest, size, verdict and last hash are as
     * recorded.
     */
    public static Optional<String> problem(LedgerFiles files, Optional<ArchivedLedger> recorded, ChainVerifier verifier)
            throws IOException {
        Optional<String> quick = quickProblem(files, recorded);
        if (quick.isPresent() || recorded.isEmpty()) {
            return quick;
        }
        ArchivedLedger was = recorded.get();
        ArchivedLedger is = of(files.archived(), verifier);
        if (!is.sha256().equals(was.sha256())) {
            return Optional.of("its sha256 is " + is.sha256().hex() + ", and entry 1 recorded "
                    + was.sha256().hex());
        }
        return is.payloadText().equals(was.payloadText())
                ? Optional.empty()
                : Optional.of(
                        "it has " + is.entries() + " entries, the last hash " + is.head() + ", and " + is.verdict()
                                + "; entry 1 recorded " + was.entries() + ", " + was.head() + ", and " + was.verdict());
    }

    private String payloadText() {
        return new String(payload(), StandardCharsets.US_ASCII);
    }

    private static boolean isThere(LedgerFiles files) throws IOException {
        try {
            return FileFacts.of(files.archived()).isRegular();
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
