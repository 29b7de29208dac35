package org.corebucket.bridge.bridge.state;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.corebucket.bridge.alert.AlertDelivery;
import org.corebucket.bridge.alert.AlertMessage;

/** Sends an alert when a warning begins (CONTRACT 7). A warning that comes and goes again and again is sent once. */
public final class BridgeAlerts implements Closeable {

    /** A warning must have been absent for this long before it counts as new. */
    private static final Duration QUIET = Duration.ofMinutes(15);

    private final AlertDelivery delivery;
    private final Consumer<String> trouble;

    /** When each warning was last seen. */
    private final Map<String, Instant> seen = new HashMap<>();

    public BridgeAlerts(AlertDelivery delivery, Consumer<String> trouble) {
        this.delivery = delivery;
        this.trouble = trouble;
    }

    /** Takes the warnings of now, queues those that have begun, and delivers what is due. */
    public void tick(Map<String, String> warnings, Instant now) {
        seen.values().removeIf(last -> last.plus(QUIET).isBefore(now));
        Map<String, AlertMessage> begun = new TreeMap<>();
        warnings.forEach((name, sentence) -> {
            if (seen.put(name, now) == null) {
                begun.put(name, message(name, sentence, now));
            }
        });
        try {
            delivery.enqueue(List.copyOf(begun.values()));
        } catch (IOException e) {
            seen.keySet().removeAll(begun.keySet());
            trouble.accept("an alert could not be queued: " + e.getMessage());
        }
        delivery.tick();
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
