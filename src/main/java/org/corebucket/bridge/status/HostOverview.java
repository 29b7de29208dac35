package org.corebucket.bridge.status;

import java.nio.charset.StandardCharsets;
import org.corebucket.bridge.bridge.Overview;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.json.JsonWriter;

/** What {@code status} shows of a deployment, for the dashboard of its bridge: all but the bridge itself. */
public final class HostOverview implements Overview {

    private final Deployment deployment;
    private final Host host;

    /** The overview of one deployment, as its sealed policy and descriptor say. */
    public HostOverview(Deployment deployment, Host host) {
        this.deployment = deployment;
        this.host = host;
    }

    @Override
    public byte[] json() throws InterruptedException {
        StatusSubject subject = new StatusSubject(deployment, host, new SealedSettings(deployment, host, false));
        DeploymentStatus status = DeploymentStatus.withoutBridge(subject);
        return JsonWriter.object(status::writeForPeople).getBytes(StandardCharsets.UTF_8);
    }
}
