package org.corebucket.bridge.verification;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.bridge.LastHeartbeats;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.policy.HeartbeatWindow;
import org.corebucket.bridge.policy.ModulesCheck;

/**
 * Says when modules were last heard, by the rule of {@link LastHeartbeats}, which {@code heartbeat --check} and
 * {@code status} use too.
 */
record LedgerHeard(Deployment deployment, Clock clock) implements ModulesCheck.LastHeard {

    @Override
    public List<ModuleHeartbeat> of(Set<String> modules, Duration maxAge) throws IOException {
        LastHeartbeats last = LastHeartbeats.of(deployment, modules, new HeartbeatWindow(clock.instant(), maxAge));
        List<ModuleHeartbeat> heartbeats = new ArrayList<>(modules.size());
        for (String module : modules) {
            LastHeartbeats.Heard heard = last.of(module).orElse(null);
            String never = last.isWhole() ? "never" : "not for long";
            heartbeats.add(new ModuleHeartbeat(
                    module,
                    (heard == null ? never : UtcTime.of(heard.time())) + last.remark(module),
                    last.isLate(module)));
        }
        return heartbeats;
    }
}
