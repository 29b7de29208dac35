package org.corebucket.bridge.bridge.state;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.IoTrouble;

/**
 * The figures of all nodes' bridges together (CONTRACT 12): this bridge's as they are now, and the others' as they were when this
 * one last heard of them, a few seconds ago. When it can't hear of them they are left out, and {@link #sources} says so. Any thread
 * may ask; one thread exchanges.
 */
public final class GroupFigures {

    /** How far back the minutes go that are told one by one. */
    public static final Duration HISTORY = Duration.ofMinutes(60);

    private final Figures own;
    private final FigureStore store;
    private final String node;
    private final Consumer<String> notes;
    private boolean isRestored;
    private Instant next = Instant.MIN;
    private String lastTrouble = "";
    private volatile OthersHeard heard;

    /** What was heard of the others, and when; or why nothing was. */
    private record OthersHeard(FigureStore.OthersFigures others, Instant time, String trouble) {}

    /**
     * Whose figures these are.
     *
     * @param nodes by name
     * @param isComplete whether no other node has figures that are left out
     * @param asOf when the others' were read
     * @param trouble what keeps this bridge from them; empty if nothing does
     */
    public record FigureSources(SortedSet<String> nodes, boolean isComplete, Instant asOf, String trouble) {}

    /**
     * Those of this bridge alone, until they are exchanged.
     *
     * @param node what this bridge's node is called
     * @param now when it starts
     * @param notes takes lines that are to be shown to the operator
     */
    public GroupFigures(Figures own, FigureStore store, String node, Instant now, Consumer<String> notes) {
        this.own = own;
        this.store = store;
        this.node = node;
        this.notes = notes;
        this.heard = nothing(now, "the others' figures were not read yet");
    }

    private static OthersHeard nothing(Instant now, String trouble) {
        return new OthersHeard(
                new FigureStore.OthersFigures(new TreeSet<>(), FigureCounts.NONE, List.of()), now, trouble);
    }

    /** Exchanges them if that is due. */
    public void tick(Instant now) {
        if (!now.isBefore(next) || now.plus(store.interval()).isBefore(next)) {
            exchange(now);
        }
    }

    /**
     * Writes this bridge's figures, and reads the others'. The first time, what this bridge wrote before a restart is taken in. A
     * failure that lasts is reported once.
     */
    public void exchange(Instant now) {
        next = now.plus(store.interval());
        try {
            if (!isRestored) {
                own.restore(store.read(now));
                isRestored = true;
            }
            store.write(since -> own.since(since, now), now);
            heard = new OthersHeard(store.others(now), now, "");
            lastTrouble = "";
        } catch (IOException e) {
            String trouble = IoTrouble.words(e);
            heard = nothing(now, trouble);
            if (!trouble.equals(lastTrouble)) {
                notes.accept("the figures of the last 24 hours could not be written: " + trouble);
                lastTrouble = trouble;
            }
        }
    }

    /** All that was counted in the last 24 hours. */
    public FigureCounts day(Instant now) {
        return own.day(now).plus(heard.others().day());
    }

    /**
     * All minutes from the one of a moment up to the present one, the oldest first, also those in which nothing was counted.
     *
     * @param since a moment of the first minute; if it is older than the history, the history's oldest minute is the first
     */
    public List<MinuteFigures> history(Instant since, Instant now) {
        Instant from = now.minus(HISTORY);
        from = since.isAfter(from) ? since : from;
        Map<Instant, FigureCounts> counted = new HashMap<>();
        for (MinuteFigures minute : heard.others().hour()) {
            counted.merge(minute.minute(), minute.counts(), FigureCounts::plus);
        }
        for (MinuteFigures minute : own.since(from, now)) {
            counted.merge(minute.minute(), minute.counts(), FigureCounts::plus);
        }
        List<MinuteFigures> minutes = new ArrayList<>();
        Instant minute = CountedMinutes.beginning(from);
        while (!minute.isAfter(now)) {
            minutes.add(new MinuteFigures(minute, counted.getOrDefault(minute, FigureCounts.NONE)));
            minute = minute.plus(Duration.ofMinutes(1));
        }
        return minutes;
    }

    /** Whose figures {@link #day} and {@link #history} give now. */
    public FigureSources sources() {
        OthersHeard now = heard;
        SortedSet<String> nodes = new TreeSet<>(now.others().nodes());
        nodes.add(node);
        return new FigureSources(nodes, now.trouble().isEmpty(), now.time(), now.trouble());
    }
}
