package org.corebucket.bridge.watch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.corebucket.bridge.alert.AlertDelivery;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.alert.AlertMessage;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DirectoryOwner;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.seal.SealVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Sends alerts when incidents are raised or resolved, by whichever process. The alerts are made from the incidents'
 * files each time, so that a crash between an incident and its alert loses no alert. The queues drop alerts that they
 * have had before.
 */
public final class IncidentAlerts implements Closeable {

    /** Closed incidents that are older cause no alert, so that a new sink is not flooded. */
    private static final Duration NEWS = Duration.ofHours(24);

    /** How long {@link #once} waits for the delivery. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Deployment deployment;
    private final Host host;
    private final Incidents incidents;
    private final Consumer<String> trouble;
    private final Optional<SharedTelling> sharing;
    private List<Policy.Alert> sinks = List.of();
    private @Nullable AlertDelivery delivery;

    /**
     * Begins without sinks.
     *
     * @param duty decides which node tells of what all of them share; empty if this node shares nothing
     * @param trouble takes a line for each alert that can't be delivered now
     */
    public IncidentAlerts(Deployment deployment, Host host, Optional<AlertDuty> duty, Consumer<String> trouble) {
        this.deployment = deployment;
        this.host = host;
        this.incidents = new Incidents(deployment, host);
        this.sharing = duty.map(shared -> new SharedTelling(shared, System::nanoTime));
        this.trouble = trouble;
    }

    /** Sends to the sinks of a verified policy from now on. */
    public void to(Policy policy) {
        if (delivery == null || !sinks.equals(policy.alerts())) {
            endDelivery();
            sinks = policy.alerts();
            delivery = new AlertDelivery(deployment, sinks, host, trouble);
        }
    }

    /** Queues new alerts, and begins to deliver what is due. It waits for nothing. */
    public void tick() throws IOException {
        AlertDelivery to = delivery;
        if (to != null && !sinks.isEmpty()) {
            queue(to, SharedTelling::mine);
            to.tick();
        }
    }

    /**
     * Queues new alerts and tries to deliver them once, by the deployment's policy if it is the sealed one. In a
     * deployment of another user, root does not: it would run that user's commands. There the watch delivers them.
     */
    public static void once(Deployment deployment, Host host, Optional<AlertDuty> duty, Consumer<String> trouble)
            throws IOException {
        Optional<String> owner = DirectoryOwner.besidesRoot(host, deployment.root());
        if (owner.isPresent()) {
            trouble.accept("alerts are left to the watch of the user " + owner.get());
            return;
        }
        once(
                deployment,
                host,
                duty,
                PolicyReading.of(deployment, SealVerifier.readOnly(deployment, host, null)),
                trouble);
    }

    /**
     * Queues new alerts and tries to deliver them once, for a few seconds. This is for a process that ends soon; the
     * watch delivers the rest. Without a verified policy no alert is queued.
     *
     * @param trouble takes a line for each alert that can't be queued or delivered now
     */
    public static void once(
            Deployment deployment,
            Host host,
            Optional<AlertDuty> duty,
            PolicyReading policy,
            Consumer<String> trouble) {
        if (!(policy instanceof PolicyReading.VerifiedPolicy verified)) {
            if (policy instanceof PolicyReading.UnreadPolicy) {
                trouble.accept("nobody is alerted: " + policy.reason());
            }
            return;
        }
        try (IncidentAlerts telling = new IncidentAlerts(deployment, host, duty, trouble)) {
            telling.to(verified.policy());
            AlertDelivery to = telling.delivery;
            if (to != null && !telling.sinks.isEmpty()) {
                telling.queue(to, SharedTelling::mineAtOnce);
                to.deliverOnce(PATIENCE);
            }
        } catch (IOException e) {
            trouble.accept("the alert could not be queued: " + e.getMessage());
        }
    }

    /** Asks which alerts of what all nodes share are this node's to send. */
    private interface DutyQuestion {
        Set<String> mine(SharedTelling sharing, Set<String> alerts);
    }

    private void queue(AlertDelivery to, DutyQuestion question) throws IOException {
        Set<String> shared = new HashSet<>();
        List<AlertMessage> news = news(shared);
        if (sharing.isEmpty()) {
            enqueue(news, to);
            return;
        }
        Set<String> mine = question.mine(sharing.get(), shared);
        news.removeIf(message -> shared.contains(key(message)) && !mine.contains(key(message)));
        if (enqueue(news, to)) {
            sharing.get().told(mine);
        }
    }

    /** Whether no queue was full. */
    private boolean enqueue(List<AlertMessage> messages, AlertDelivery to) throws IOException {
        boolean taken = true;
        for (AlertDelivery.Enqueued outcome : to.enqueue(messages)) {
            if (outcome instanceof AlertDelivery.Enqueued.RefusedAlert refused) {
                trouble.accept(refused.reason());
                taken = false;
            }
        }
        return taken;
    }

    /** What a message is called among the nodes. Sinks that are new are told what the others were. */
    private String key(AlertMessage message) {
        return message.id() + " to "
                + Sha256.of(sinks.toString().getBytes(StandardCharsets.UTF_8))
                        .hex()
                        .substring(0, 8);
    }

    /**
     * What is to be told.
     *
     * @param shared gets the keys of what all nodes share
     */
    private List<AlertMessage> news(Set<String> shared) throws IOException {
        Instant since = host.clock().instant().minus(NEWS);
        List<AlertMessage> news = new ArrayList<>();
        for (IncidentState one : incidents.all()) {
            if (one.content() instanceof IncidentState.IncidentContent.Recorded recorded) {
                Incident incident = recorded.incident();
                int before = news.size();
                if (one.isOpen() || incident.time().isAfter(since)) {
                    news.add(raised(incident));
                }
                if (one.closing() instanceof IncidentState.Closing.Resolved closing
                        && closing.resolution().resolvedAt().isAfter(since)) {
                    news.add(resolved(incident, closing.resolution().resolvedAt()));
                }
                if (incident.isCritical()) {
                    news.subList(before, news.size()).forEach(message -> shared.add(key(message)));
                }
            }
        }
        return news;
    }

    /** The alert for a new incident. A critical incident puts the emergency stop in force, and one alert says both. */
    private AlertMessage raised(Incident incident) {
        boolean stops = incident.isCritical();
        return new AlertMessage(
                stops ? AlertMessage.AlertType.STOP_IN_FORCE : AlertMessage.AlertType.INCIDENT_RAISED,
                incident.id().text(),
                incident.time(),
                stops ? AlertMessage.AlertSeverity.CRITICAL : AlertMessage.AlertSeverity.WARNING,
                incident.violation().summary(),
                data(incident));
    }

    private AlertMessage resolved(Incident incident, Instant time) {
        return new AlertMessage(
                AlertMessage.AlertType.INCIDENT_RESOLVED,
                incident.id().text(),
                time,
                AlertMessage.AlertSeverity.INFO,
                "resolved: " + incident.violation().summary(),
                data(incident));
    }

    private String data(Incident incident) {
        return JsonWriter.object(json -> {
            json.field("incident", incident.id().text())
                    .field("kind", incident.violation().kind())
                    .field("host", incident.raisedBy().host())
                    .field("root", deployment.root().toString())
                    .beginArray("findings");
            for (Violation.ViolationFinding finding : incident.violation().findings()) {
                json.beginObject()
                        .field("code", finding.code())
                        .field("path", finding.path())
                        .field("message", finding.message())
                        .endObject();
            }
            json.endArray();
        });
    }

    @Override
    public void close() {
        endDelivery();
        sharing.ifPresent(SharedTelling::close);
    }

    private void endDelivery() {
        if (delivery != null) {
            delivery.close();
            delivery = null;
        }
    }
}
