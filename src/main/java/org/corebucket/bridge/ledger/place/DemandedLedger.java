package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.ledger.postgres.KnownLedger;
import org.corebucket.bridge.seal.TrustStore;

/** What a deployment demands of a ledger before it records anything there. */
public final class DemandedLedger {

    private DemandedLedger() {}

    /**
     * What a server must have before anything is recorded there: all that is known to be stored. Where it is not, that is a critical
     * incident, and so an emergency stop at all nodes.
     *
     * @param database how messages name it
     * @param notes takes what keeps the incident from being recorded
     */
    public static KnownLedger of(String database, Deployment deployment, Host host, Consumer<String> notes) {
        return new KnownLedger(
                database,
                new HostMemory(new TrustStore(deployment, host), true),
                back -> raiseWentBack(back, deployment, host, notes));
    }

    /**
     * Records that the ledger has not what is known to have been in it: a critical incident.
     *
     * @param found its message says what is not there
     * @param notes takes what keeps the incident from being recorded
     */
    public static void raiseWentBack(Exception found, Deployment deployment, Host host, Consumer<String> notes) {
        try {
            String message = String.valueOf(found.getMessage()).replace('\n', ' ');
            new Incidents(deployment, host).raise(Violation.wentBack(message));
        } catch (IOException e) {
            notes.accept("that the ledger went back could not be recorded: " + IoTrouble.words(e));
        }
    }
}
