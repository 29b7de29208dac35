package org.corebucket.bridge.verification;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.bridge.LastHeartbeats;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.policy.ExpectedHeartbeats;
import org.corebucket.bridge.policy.HeartbeatWindow;
import org.corebucket.bridge.policy.ModulesCheck;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealVerdict;

/**
 * Says when modules were last heard, by the rule of {@link LastHeartbeats}, which {@code heartbeat --check} and
 * {@code status} use too.
 */
record LedgerHeard(Deployment deployment, SealVerdict seal, Clock clock) implements ModulesCheck.LastHeard {

    @Override
    public List<ModuleHeartbeat> of(Map<String, ExpectedHeartbeats> modules) throws IOException {
        LastHeartbeats last = last(ExpectedHeartbeats.at(modules, clock.instant()));
        List<ModuleHeartbeat> heartbeats = new ArrayList<>(modules.size());
        for (String module : modules.keySet()) {
            LastHeartbeats.Heard heard = last.of(module).orElse(null);
            String never = last.isWhole() ? "never" : "not for long";
            heartbeats.add(new ModuleHeartbeat(
                    module,
                    (heard == null ? never : UtcTime.of(heard.time())) + last.remark(module),
                    last.isLate(module)));
        }
        return heartbeats;
    }

    /** What keeps a ledger from being used is told by the check of the logs; here nothing can be found out. */
    private LastHeartbeats last(Map<String, HeartbeatWindow> windows) throws IOException {
        try (LedgerPlace ledger = DeploymentLedger.of(deployment, seal)) {
            return LastHeartbeats.of(ledger, windows);
        } catch (MendableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
