package org.corebucket.bridge.witness;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.corebucket.bridge.client.BackOff;
import org.corebucket.bridge.client.BridgeTarget;
import org.corebucket.bridge.client.BridgeTrust;
import org.corebucket.bridge.client.HttpCaller;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.transparency.AddCheckpoint;
import org.corebucket.bridge.transparency.ConsistencyProof;
import org.corebucket.bridge.transparency.InvalidProofException;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.TreeNodes;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * Has the witnesses of a policy cosign a log's checkpoints, the last one first of all. Each witness has a thread of its own, which
 * waits for nobody else, and for which nobody waits.
 */
public final class WitnessRounds implements Closeable {

    /** From the look-up of the name to the answer's last byte. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    /** How often it is looked whether there is a checkpoint: others may sign, where the ledger is shared. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final LogPolicy policy;
    private final WitnessedSource source;
    private final Consumer<String> notes;
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Object turn = new Object();
    private boolean closed;

    /** One reads after the other: else the older of two readings could be the one that stays. */
    private final Object oneReads = new Object();

    private QuorumReading reading = QuorumReading.NOTHING;

    /** The size of the last checkpoint, and the number of its signatures, of which the reading is: other nodes add some, too. */
    private List<Long> read = List.of();

    /** The log whose checkpoints are cosigned. Threads share it. */
    public interface WitnessedSource {

        /** Its checkpoints, to read. */
        LogCheckpoints checkpoints();

        /** Its last checkpoint. */
        Optional<SignedNote> last() throws IOException;

        /** The nodes of its tree, which has at least as many leaves as the last checkpoint says. */
        TreeNodes tree() throws IOException;

        /** Takes a checkpoint that a witness has of this log, as it says, and with which the last one here does not go on. */
        void shown(SignedNote checkpoint) throws IOException;

        /** Keeps a cosignature that holds. */
        void cosign(long size, NoteSignature cosignature) throws IOException;
    }

    private WitnessRounds(LogPolicy policy, WitnessedSource source, Consumer<String> notes) {
        this.policy = policy;
        this.source = source;
        this.notes = notes;
    }

    /**
     * Begins to ask the witnesses that have an address.
     *
     * @param trust whom an {@code https} address is believed by
     * @param notes takes a line when a witness begins and ceases to fail, from any thread
     */
    public static WitnessRounds begin(
            LogPolicy policy, WitnessedSource source, BridgeTrust trust, Clock clock, Consumer<String> notes) {
        WitnessRounds rounds = new WitnessRounds(policy, source, notes);
        for (Map.Entry<URI, Map<String, VerifierKey>> one : byAddress(policy).entrySet()) {
            Thread thread = new Thread(() -> rounds.serve(one.getKey(), one.getValue(), trust, clock), "witness-round");
            thread.setDaemon(true);
            thread.start();
        }
        return rounds;
    }

    /** The keys at each address: a witness that has two is two lines of the policy, and is asked once. */
    private static Map<URI, Map<String, VerifierKey>> byAddress(LogPolicy policy) {
        Map<URI, Map<String, VerifierKey>> all = new LinkedHashMap<>();
        policy.witnesses()
                .forEach((name, party) -> party.url()
                        .ifPresent(url -> all.computeIfAbsent(url, other -> new LinkedHashMap<>())
                                .put(name, party.key())));
        return all;
    }

    private void serve(URI url, Map<String, VerifierKey> keys, BridgeTrust trust, Clock clock) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        try {
            URI origin = URI.create(url.getScheme() + "://" + url.getRawAuthority());
            HttpCaller caller = new HttpCaller(new BridgeTarget(origin, trust), LIMIT);
            AskedWitness witness = new AskedWitness(
                    url.toString(),
                    path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                    keys,
                    caller,
                    clock,
                    0);
            rounds(witness, keys);
        } catch (IllegalArgumentException e) {
            told(url.toString(), keys, "this is no address of a witness");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rounds(AskedWitness witness, Map<String, VerifierKey> keys) throws InterruptedException {
        BackOff backOff = new BackOff(
                FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextDouble());
        // Asked once also about what it has cosigned: it may have cosigned more, which nobody here remembers.
        boolean met = false;
        while (!isClosed()) {
            Duration pause = BETWEEN_LOOKS;
            try {
                Optional<SignedNote> last = source.last();
                if (last.isPresent() && !(met && witness.hasCosigned(last.get()))) {
                    AskedWitness.WitnessReply asked = witness.ask(last.get(), this::request);
                    if (asked instanceof AskedWitness.WitnessReply.Cosignatures cosigned) {
                        met = true;
                        // The first cosignature has the earliest time, which proves the most.
                        if (!witness.hasCosigned(last.get())) {
                            keep(last.get(), cosigned.signatures());
                        }
                        told(witness.address(), keys, cosigned.trouble());
                        if (cosigned.trouble().isEmpty()) {
                            backOff.reset();
                        } else {
                            pause = backOff.pause(Optional.empty());
                        }
                    } else if (asked instanceof AskedWitness.WitnessReply.NotCosigned trouble) {
                        told(witness.address(), keys, trouble.why());
                        pause = backOff.pause(trouble.retryAfter());
                        if (trouble.shown().isPresent()) {
                            source.shown(trouble.shown().get());
                        }
                    }
                }
            } catch (IOException e) {
                told(witness.address(), keys, IoTrouble.words(e));
                pause = backOff.pause(Optional.empty());
            }
            await(pause);
        }
    }

    /** The request to a witness that saw the tree of the old size. Its proof is verified here first: files may rot. */
    private AddCheckpoint request(long oldSize, SignedNote checkpoint) throws IOException {
        TreeHead head = LogCheckpoints.head(checkpoint);
        TreeNodes tree = source.tree();
        ConsistencyProof proof = ConsistencyProof.of(tree, oldSize, head.size());
        try {
            proof.verify(tree.root(0, oldSize), head.root());
        } catch (InvalidProofException e) {
            throw new IOException("the log's tree does not lead to its checkpoint: " + e.getMessage(), e);
        }
        return new AddCheckpoint(oldSize, proof.path(), checkpoint);
    }

    private void keep(SignedNote checkpoint, List<NoteSignature> cosignatures) throws IOException {
        long size = LogCheckpoints.head(checkpoint).size();
        // A checkpoint is read and written again, so one cosignature after the other.
        synchronized (troubles) {
            for (NoteSignature cosignature : cosignatures) {
                source.cosign(size, cosignature);
            }
        }
        synchronized (oneReads) {
            read = List.of();
        }
    }

    private void told(String address, Map<String, VerifierKey> keys, String trouble) {
        boolean news = false;
        for (String name : keys.keySet()) {
            String before = trouble.isEmpty() ? troubles.remove(name) : troubles.put(name, trouble);
            news |= trouble.isEmpty() ? before != null : !trouble.equals(before);
        }
        if (news) {
            notes.accept("the witness at " + address
                    + (trouble.isEmpty() ? " cosigns again" : " did not cosign: " + trouble));
        }
    }

    private boolean isClosed() {
        synchronized (turn) {
            return closed;
        }
    }

    private void await(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        synchronized (turn) {
            long left = end - System.nanoTime();
            while (!closed && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(turn, left);
                left = end - System.nanoTime();
            }
        }
    }

    /**
     * How far the witnesses have come. It is read anew if there is another checkpoint, or another cosignature came, here or by another
     * node.
     *
     * @throws IOException if the checkpoints can't be read
     */
    public QuorumReading reading() throws IOException {
        synchronized (oneReads) {
            Optional<SignedNote> last = source.last();
            List<Long> now = last.isPresent()
                    ? List.of(LogCheckpoints.head(last.get()).size(), (long)
                            last.get().signatures().size())
                    : List.of(0L);
            if (!now.equals(read)) {
                reading = QuorumReading.of(source.checkpoints(), policy);
                read = now;
            }
            return reading;
        }
    }

    /** What is known of one witness. */
    public record WitnessState(String name, Optional<QuorumReading.LastCosignature> last, String trouble) {}

    /** The witnesses of the policy, with what each cosigned last, and why it does not now. */
    public List<WitnessState> witnesses() throws IOException {
        Map<String, QuorumReading.LastCosignature> last = reading().last();
        List<WitnessState> states = new ArrayList<>();
        Map<String, String> failing = new TreeMap<>(troubles);
        for (String name : policy.witnesses().keySet()) {
            states.add(new WitnessState(name, Optional.ofNullable(last.get(name)), failing.getOrDefault(name, "")));
        }
        return states;
    }

    /** Asks nobody any more. What is on its way is not waited for: the next start asks again. */
    @Override
    public void close() {
        synchronized (turn) {
            closed = true;
            turn.notifyAll();
        }
    }
}
