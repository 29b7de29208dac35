package org.corebucket.bridge.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.database.NodeName;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.readiness.MendableException;
import org.jspecify.annotations.Nullable;

/**
 * Which node tells of the incidents that all share: once, ever. The database is connected to when it is asked, and as soon as it can
 * be.
 */
public final class IncidentDuty implements AlertDuty, Closeable {

    private static final Duration EVER = Duration.ofDays(36_500);

    private final Deployment deployment;
    private final Host host;
    private @Nullable GroupFacts facts;
    private @Nullable AlertDuty shared;

    private IncidentDuty(Deployment deployment, Host host) {
        this.deployment = deployment;
        this.host = host;
    }

    /** That of a deployment's node, if its nodes share incidents; nothing is asked yet. */
    public static Optional<AlertDuty> of(Deployment deployment, Host host) throws IOException {
        return DeploymentLedger.isInDatabase(deployment)
                ? Optional.of(new IncidentDuty(deployment, host))
                : Optional.empty();
    }

    private Optional<AlertDuty> shared() throws IOException {
        if (shared == null) {
            try {
                Optional<DatabaseSettings> settings = DeploymentLedger.database(deployment, host);
                if (settings.isEmpty()) {
                    return Optional.empty();
                }
                GroupFacts opened =
                        GroupFacts.of(settings.get(), deployment, NodeName.of(host, deployment), "incident alerts");
                facts = opened;
                shared = opened.duty(EVER);
            } catch (MendableException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return Optional.of(shared);
    }

    @Override
    public synchronized Set<String> toTell(Set<String> keys) throws IOException {
        Optional<AlertDuty> duty = shared();
        return duty.isEmpty() ? keys : duty.get().toTell(keys);
    }

    @Override
    public synchronized void told(Set<String> keys) throws IOException {
        Optional<AlertDuty> duty = shared();
        if (duty.isPresent()) {
            duty.get().told(keys);
        }
    }

    @Override
    public synchronized void close() {
        if (facts != null) {
            facts.close();
        }
    }
}
