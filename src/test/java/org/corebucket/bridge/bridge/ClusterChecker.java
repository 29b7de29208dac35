package org.corebucket.bridge.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what bridges told their clients against the ledger that is left: what was acknowledged is there once, what was refused as
 * a replay is there, nothing is there twice, and no size that was shown is larger than the ledger, or than one that was shown later. Each
 * due time of a job has one beginning and one end, and nothing is appended while an emergency stop is in force.
 */
final class ClusterChecker {

    private final List<String> violations = new ArrayList<>();

    /** An entry of the ledger that is left. */
    record ChainedEntry(
            long seq, String hash, String previous, String module, String session, String nonce, String signed) {}

    /** What a bridge answered to an update: a receipt, or that it is a replay. */
    sealed interface Told {

        /** Of which update. */
        String session();

        /**
         * It is stored so.
         *
         * @param behind an entry that was acknowledged before this one was sent
         */
        record Acknowledged(String session, long seq, String hash, long behind) implements Told {}

        /** It is stored already. */
        record Refused(String session) implements Told {}
    }

    /**
     * How many entries a node said that there are.
     *
     * @param from when it was asked
     * @param to when it had answered
     */
    record SizeShown(String node, Instant from, Instant to, long size) {}

    /**
     * A due time of a job, as it is recorded.
     *
     * @param state empty if it has no end
     * @param begun when its run began, if it has one
     * @param until when its run was over for sure
     */
    record SlotOfJob(String job, Instant due, String state, Optional<Instant> begun, Optional<Instant> until) {}

    /** When a job's plugin began, as it said itself. */
    record BegunTime(String job, Instant time) {}

    /**
     * An emergency stop.
     *
     * @param entries how many there were when it had returned
     * @param later how many there were before it was resolved
     */
    record StopInForce(long entries, long later) {}

    /** A sentence for each thing that was found and must not be. */
    List<String> violations() {
        return violations;
    }

    private void require(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }

    /** Holds all that the bridges told, and all sizes that they showed, against the ledger's entries, in their order. */
    void checkLedger(List<Told> told, List<SizeShown> sizes, List<ChainedEntry> chain) {
        checkLinks(chain);
        checkMarks(chain);
        checkTold(told, chain);
        checkSizes(sizes, chain.size());
    }

    private void checkLinks(List<ChainedEntry> chain) {
        String last = "";
        for (int i = 0; i < chain.size(); i++) {
            ChainedEntry entry = chain.get(i);
            require(entry.seq() == i + 1, "entry " + (i + 1) + " has the number " + entry.seq());
            require(entry.previous().equals(last), "entry " + entry.seq() + " does not follow from the one before");
            last = entry.hash();
        }
    }

    private void checkMarks(List<ChainedEntry> chain) {
        Set<String> marks = new HashSet<>();
        for (ChainedEntry entry : chain) {
            for (String mark : List.of(
                    "session " + entry.module() + " " + entry.session(),
                    "nonce " + entry.nonce(),
                    "signed " + entry.signed())) {
                require(marks.add(mark), "entry " + entry.seq() + " is stored twice: " + mark);
            }
        }
    }

    private void checkTold(List<Told> told, List<ChainedEntry> chain) {
        Map<String, ChainedEntry> bySession = new HashMap<>();
        chain.forEach(entry -> bySession.put(entry.session(), entry));
        for (Told one : told) {
            ChainedEntry entry = bySession.get(one.session());
            if (entry == null) {
                violations.add("it is not there: " + one);
            } else if (one instanceof Told.Acknowledged acknowledged) {
                require(
                        entry.seq() == acknowledged.seq() && entry.hash().equals(acknowledged.hash()),
                        "it is entry " + entry.seq() + " with the hash " + entry.hash() + ": " + one);
                require(entry.seq() > acknowledged.behind(), "it came later: " + one);
            }
        }
    }

    private void checkSizes(List<SizeShown> sizes, long size) {
        Map<String, List<SizeShown>> byNode = new TreeMap<>();
        for (SizeShown shown : sizes) {
            require(shown.size() <= size, "a size of " + shown.size() + " was shown, and there are " + size);
            byNode.computeIfAbsent(shown.node(), node -> new ArrayList<>()).add(shown);
        }
        byNode.values().forEach(this::checkThatNoneSinks);
    }

    private void checkThatNoneSinks(List<SizeShown> ofNode) {
        List<SizeShown> byEnd = new ArrayList<>(ofNode);
        byEnd.sort(Comparator.comparing(SizeShown::to));
        List<SizeShown> byBegin = new ArrayList<>(ofNode);
        byBegin.sort(Comparator.comparing(SizeShown::from));
        long largest = 0;
        int ended = 0;
        for (SizeShown later : byBegin) {
            while (ended < byEnd.size() && byEnd.get(ended).to().isBefore(later.from())) {
                largest = Math.max(largest, byEnd.get(ended++).size());
            }
            require(
                    later.size() >= largest,
                    later.node() + " showed a size of " + largest + " and later one of " + later.size());
        }
    }

    /** Holds emergency stops against what was appended while they were in force. */
    void checkStops(List<StopInForce> stops) {
        for (StopInForce stop : stops) {
            require(
                    stop.later() == stop.entries(),
                    (stop.later() - stop.entries()) + " entries were appended after a stop had returned, at entry "
                            + stop.entries());
        }
    }

    /**
     * Holds the recorded due times against when plugins ran.
     *
     * @param slots of a job in the order of their due times
     * @param intervals of each job
     * @param begun of the jobs with a plugin
     */
    void checkSlots(List<SlotOfJob> slots, Map<String, Duration> intervals, List<BegunTime> begun) {
        Map<String, List<SlotOfJob>> byJob = new TreeMap<>();
        slots.forEach(slot ->
                byJob.computeIfAbsent(slot.job(), job -> new ArrayList<>()).add(slot));
        byJob.forEach((job, ofJob) -> checkEnds(ofJob, intervals.get(job)));
        Map<SlotOfJob, Integer> begins = new HashMap<>();
        Set<String> withPlugins = new HashSet<>();
        for (BegunTime one : begun) {
            withPlugins.add(one.job());
            SlotOfJob of = slotOf(one, byJob.getOrDefault(one.job(), List.of()));
            if (of == null) {
                violations.add("it began, and belongs to no due time: " + one);
            } else if (begins.merge(of, 1, Integer::sum) > 1) {
                violations.add("it began twice, again at " + one.time() + ": " + of);
            }
        }
        for (SlotOfJob slot : slots) {
            require(
                    !slot.state().equals("ok") || !withPlugins.contains(slot.job()) || begins.containsKey(slot),
                    "it ended and never began: " + slot);
        }
    }

    private void checkEnds(List<SlotOfJob> ofJob, @Nullable Duration interval) {
        @Nullable SlotOfJob last = null;
        for (SlotOfJob slot : ofJob) {
            require(!slot.state().isEmpty(), "it has no end: " + slot);
            if (last != null && interval != null) {
                require(
                        slot.due().equals(last.due().plus(interval)),
                        "after the due time " + last.due() + " of " + slot.job() + " there is " + slot.due());
            }
            last = slot;
        }
    }

    /** A job runs once at a time: it is the one that was begun last by then. */
    private static @Nullable SlotOfJob slotOf(BegunTime begun, List<SlotOfJob> ofJob) {
        SlotOfJob found = null;
        for (SlotOfJob slot : ofJob) {
            Optional<Instant> at = slot.begun();
            if (at.isPresent()
                    && !at.get().isAfter(begun.time())
                    && (found == null || at.get().isAfter(found.begun().orElseThrow()))) {
                found = slot;
            }
        }
        return found != null && found.until().orElseThrow().isBefore(begun.time()) ? null : found;
    }
}
