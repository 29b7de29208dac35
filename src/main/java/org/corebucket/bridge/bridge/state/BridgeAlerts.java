package org.corebucket.bridge.bridge.state;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.corebucket.bridge.alert.AlertDelivery;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.alert.AlertMessage;
import org.corebucket.bridge.alert.SoleDuty;

/**
 * Sends an alert when a warning begins (CONTRACT 7). A warning that comes and goes again and again is sent once. What all nodes see
 * is told by one of them; each tells if it can't ask the others, since twice is better than never (CONTRACT 12).
 */
public final class BridgeAlerts implements Closeable {

    /** A warning must have been absent for this long before it counts as new. */
    public static final Duration QUIET = Duration.ofMinutes(15);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);

    private final AlertDelivery delivery;
    private final AlertDuty shared;
    private final Consumer<String> trouble;

    /** What lasts that this bridge told when it could not ask the others. */
    private final Set<String> toldAlone = new HashSet<>();

    private volatile Instant now = Instant.MIN;
    private final SoleDuty own = new SoleDuty(QUIET, () -> now);
    private final SoleDuty alone = new SoleDuty(QUIET, () -> now);
    private Set<String> asked = Set.of();
    private Instant nextQuestion = Instant.MIN;

    /**
     * Nothing was told yet.
     *
     * @param shared whose duty it is to tell of what all nodes see
     */
    public BridgeAlerts(AlertDelivery delivery, AlertDuty shared, Consumer<String> trouble) {
        this.delivery = delivery;
        this.shared = shared;
        this.trouble = trouble;
    }

    /** Takes the warnings of now of what this bridge alone sees, queues those that have begun, and delivers what is due. */
    public void tick(Map<String, String> warnings, Instant time) {
        now = time;
        Set<String> begun = own.toTell(warnings.keySet());
        if (tell(begun, warnings, time)) {
            own.told(begun);
        }
        delivery.tick();
    }

    /**
     * Takes those of what all nodes see, and queues those that this node is to tell. It may wait for the others, and so is for
     * another thread than {@link #tick}.
     */
    public void tickShared(Map<String, String> warnings, Instant time) {
        if (warnings.keySet().equals(asked) && time.isBefore(nextQuestion)) {
            return;
        }
        asked = Set.copyOf(warnings.keySet());
        nextQuestion = time.plus(BETWEEN_QUESTIONS);
        toldAlone.retainAll(asked);
        Set<String> begun = alone.toTell(asked);
        try {
            Set<String> mine = shared.toTell(asked);
            Set<String> untold = new HashSet<>(mine);
            untold.removeAll(toldAlone);
            if (tell(untold, warnings, time)) {
                shared.told(mine);
                alone.told(begun);
            }
        } catch (IOException e) {
            if (tell(begun, warnings, time)) {
                alone.told(begun);
                toldAlone.addAll(begun);
            }
        }
    }

    /** Whether the messages are in the queue now. */
    private boolean tell(Set<String> begun, Map<String, String> warnings, Instant time) {
        List<AlertMessage> messages = new ArrayList<>();
        for (String name : new TreeSet<>(begun)) {
            messages.add(message(name, String.valueOf(warnings.get(name)), time));
        }
        try {
            delivery.enqueue(messages);
            return true;
        } catch (IOException e) {
            trouble.accept("an alert could not be queued: " + e.getMessage());
            return false;
        }
    }

    private static AlertMessage message(String name, String sentence, Instant now) {
        String subject = "bridge-" + now.toEpochMilli() + "-" + word(name);
        return new AlertMessage(
                AlertMessage.AlertType.BRIDGE_WARNING,
                subject,
                now,
                AlertMessage.AlertSeverity.WARNING,
                sentence,
                "{}");
    }

    /** The name as part of an id. A module's name may have characters that no id may have. */
    private static String word(String name) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), 60); i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
            word.append(plain ? c : '_');
        }
        return word.toString();
    }

    @Override
    public void close() {
        delivery.close();
    }
}
