package org.corebucket.bridge.transparency;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.crypto.InvalidSignatureException;

/**
 * Whose signatures make a checkpoint one to be believed ({@code c2sp.org/tlog-policy}): a log, and enough of its witnesses. Names
 * are compared byte by byte.
 */
public final class LogPolicy {

    private static final String NONE = "none";

    /** More lines than that are no policy: 32 logs, witnesses and groups each are what everybody supports. */
    private static final int MOST_LINES = 10_000;

    private final List<Party> logs = new ArrayList<>();
    private final Map<String, Party> witnesses = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Set<String> members = new HashSet<>();
    private String quorum = "";

    private LogPolicy() {}

    /**
     * A log or a witness.
     *
     * @param key what verifies its signatures
     * @param url where it is asked, if the policy says
     */
    public record Party(VerifierKey key, Optional<URI> url) {}

    private record Group(int threshold, List<String> members) {}

    /**
     * Reads a policy.
     *
     * @throws MalformedNoteException if it is none to the letter of the specification; the message says which line
     */
    public static LogPolicy parse(byte[] bytes) throws MalformedNoteException {
        LogPolicy policy = new LogPolicy();
        // Every octet is one character: the specification treats what is no ASCII as opaque.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\n")) {
            throw new MalformedNoteException("the policy's last line has no end");
        }
        String[] lines = text.split("\n", -1);
        if (lines.length > MOST_LINES) {
            throw new MalformedNoteException("the policy has more than " + MOST_LINES + " lines");
        }
        for (int i = 0; i < lines.length; i++) {
            try {
                policy.take(lines[i]);
            } catch (MalformedNoteException e) {
                throw new MalformedNoteException("line " + (i + 1) + " of the policy: " + e.getMessage());
            }
        }
        if (policy.quorum.isEmpty()) {
            throw new MalformedNoteException(
                    "the policy has no line \"quorum NAME\"; \"quorum none\" demands no witness");
        }
        return policy;
    }

    private void take(String line) throws MalformedNoteException {
        if (line.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F)) {
            throw new MalformedNoteException("it has a control character");
        }
        List<String> items = new ArrayList<>(List.of(line.split("[ \t]+", -1)));
        items.removeIf(String::isEmpty);
        if (items.isEmpty() || items.get(0).startsWith("#")) {
            return;
        }
        switch (items.get(0)) {
            case "log" -> log(items);
            case "witness" -> witness(items);
            case "group" -> group(items);
            case "quorum" -> quorum(items);
            default -> throw new MalformedNoteException("it begins with none of log, witness, group and quorum");
        }
    }

    private void log(List<String> items) throws MalformedNoteException {
        if (items.size() < 2 || items.size() > 3) {
            throw new MalformedNoteException("a log is written: log VKEY [URL]");
        }
        Party log = party(items.get(1), items.size() == 3 ? items.get(2) : "");
        if (logs.stream().anyMatch(other -> other.key().isSameKey(log.key()))) {
            throw new MalformedNoteException("another log has the same key");
        }
        logs.add(log);
    }

    private void witness(List<String> items) throws MalformedNoteException {
        if (items.size() < 3 || items.size() > 4) {
            throw new MalformedNoteException("a witness is written: witness NAME VKEY [URL]");
        }
        Party witness = party(items.get(2), items.size() == 4 ? items.get(3) : "");
        if (!witness.key().type().isTimed()) {
            throw new MalformedNoteException("a witness has a key for cosignatures, of type 4 or 6");
        }
        if (witnesses.values().stream().anyMatch(other -> other.key().isSameKey(witness.key()))) {
            throw new MalformedNoteException("another witness has the same key");
        }
        witnesses.put(fresh(items.get(1)), witness);
    }

    private static Party party(String vkey, String url) throws MalformedNoteException {
        VerifierKey key =
                VerifierKey.parse(new String(vkey.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        try {
            return new Party(key, url.isEmpty() ? Optional.empty() : Optional.of(new URI(url)));
        } catch (URISyntaxException e) {
            throw new MalformedNoteException("its URL is none: " + e.getMessage());
        }
    }

    private String fresh(String name) throws MalformedNoteException {
        if (name.equals(NONE) || witnesses.containsKey(name) || groups.containsKey(name)) {
            throw new MalformedNoteException("its name stands for something already");
        }
        return name;
    }

    private void group(List<String> items) throws MalformedNoteException {
        if (items.size() < 4) {
            throw new MalformedNoteException("a group is written: group NAME all|any|K MEMBER...");
        }
        List<String> names = List.copyOf(items.subList(3, items.size()));
        for (String member : names) {
            if (!witnesses.containsKey(member) && !groups.containsKey(member)) {
                throw new MalformedNoteException("no line before it defines the member " + member);
            }
            if (!members.add(member)) {
                throw new MalformedNoteException(member + " is a member already: each name counts once");
            }
        }
        String name = fresh(items.get(1));
        groups.put(name, new Group(threshold(items.get(2), names.size()), names));
    }

    private static int threshold(String text, int members) throws MalformedNoteException {
        return switch (text) {
            case "all" -> members;
            case "any" -> 1;
            default -> {
                long threshold = NoteText.decimal(text, "group's threshold");
                if (threshold < 1 || threshold > members) {
                    throw new MalformedNoteException(
                            "its threshold is not from 1 to " + members + ", the number of its members");
                }
                yield (int) threshold;
            }
        };
    }

    private void quorum(List<String> items) throws MalformedNoteException {
        if (items.size() != 2 || !quorum.isEmpty()) {
            throw new MalformedNoteException("a policy has one line: quorum NAME");
        }
        String name = items.get(1);
        if (!name.equals(NONE) && !witnesses.containsKey(name) && !groups.containsKey(name)) {
            throw new MalformedNoteException("no line before it defines " + name);
        }
        quorum = name;
    }

    /** The logs of which any may have signed a checkpoint. */
    public List<Party> logs() {
        return List.copyOf(logs);
    }

    /** The witnesses, by their names in the policy. */
    public Map<String, Party> witnesses() {
        return Collections.unmodifiableMap(witnesses);
    }

    /**
     * Who signed a checkpoint that is to be believed.
     *
     * @param head what it says
     * @param logs which keys of the log signed it, at least one
     * @param cosigned when each witness cosigned it, by the witness's name
     */
    public record Accepted(TreeHead head, List<SignedByLog> logs, Map<String, Instant> cosigned) {}

    /**
     * A signature of a log that holds.
     *
     * @param time when it was made, if the key's signatures say
     */
    public record SignedByLog(VerifierKey key, Optional<Instant> time) {}

    /**
     * Verifies a checkpoint: a log of the policy whose name is the origin signed it, and enough witnesses did.
     *
     * @throws MalformedNoteException if the note's text is no checkpoint
     * @throws InvalidSignatureException if that is not so, or a signature of somebody known does not hold
     */
    public Accepted verify(SignedNote note) throws MalformedNoteException, InvalidSignatureException {
        TreeHead head = TreeHead.parse(note.text());
        List<SignedByLog> signed = signed(note, head.origin());
        Map<String, Instant> cosigned = cosigned(note);
        if (!isQuorum(cosigned.keySet())) {
            throw new InvalidSignatureException(
                    "the witnesses who cosigned the checkpoint of " + head.origin() + " at size "
                            + head.size() + " are not the quorum " + quorum + ": "
                            + (cosigned.isEmpty() ? "none did" : String.join(", ", cosigned.keySet())));
        }
        return new Accepted(head, signed, cosigned);
    }

    private List<SignedByLog> signed(SignedNote note, String origin) throws InvalidSignatureException {
        List<SignedByLog> signed = new ArrayList<>();
        boolean known = false;
        for (Party log : logs) {
            if (log.key().name().equals(origin)) {
                known = true;
                log.key().verify(note).ifPresent(held -> signed.add(new SignedByLog(log.key(), held.time())));
            }
        }
        if (signed.isEmpty()) {
            throw new InvalidSignatureException(
                    known
                            ? "no key that the policy has of the log " + origin + " signed its checkpoint"
                            : "the checkpoint is of the log " + origin + ", and the logs of the policy are "
                                    + (logs.isEmpty() ? "none" : String.join(", ", names())));
        }
        return signed;
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        logs.forEach(log -> names.add(log.key().name()));
        return names;
    }

    /** When each known witness cosigned a checkpoint, by its name; whoever did not is not there. */
    public Map<String, Instant> cosigned(SignedNote note) throws InvalidSignatureException {
        Map<String, Instant> cosigned = new LinkedHashMap<>();
        for (Map.Entry<String, Party> witness : witnesses.entrySet()) {
            witness.getValue()
                    .key()
                    .verify(note)
                    .flatMap(VerifierKey.Verified::time)
                    .ifPresent(time -> cosigned.put(witness.getKey(), time));
        }
        return cosigned;
    }

    /** Whether the quorum cosigned a checkpoint, and no known witness's cosignature of it is bad. */
    public boolean isCosigned(SignedNote note) {
        try {
            return isQuorum(cosigned(note).keySet());
        } catch (InvalidSignatureException e) {
            return false;
        }
    }

    /** Whether those witnesses are the quorum. */
    public boolean isQuorum(Set<String> cosigners) {
        return quorum.equals(NONE) || isReached(quorum, cosigners);
    }

    private boolean isReached(String name, Set<String> cosigners) {
        Group group = groups.get(name);
        return group == null
                ? cosigners.contains(name)
                : group.members().stream()
                                .filter(member -> isReached(member, cosigners))
                                .count()
                        >= group.threshold();
    }
}
