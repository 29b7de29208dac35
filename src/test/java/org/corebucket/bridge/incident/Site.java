package org.corebucket.bridge.incident;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.incident.Violation.Severity;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.SoleHolder;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.testkit.BareDeployment;

/** A deployment, as much of it as incidents need, at a host that remembers its release key. */
final class Site {

    static final RsaPrivateKey RELEASE = BareDeployment.RELEASE;
    static final RsaPrivateKey OTHER = BareDeployment.OTHER;
    static final Instant NOW = Instant.parse("2026-11-23T10:11:12Z");

    private static final Duration IMPATIENT = Duration.ZERO;

    private final BareDeployment bare;

    Site(Path directory) throws IOException {
        this.bare = new BareDeployment(directory, NOW);
        store().save(new TrustState(
                new UUID(1, 2), SoleHolder.deciding(RELEASE).anchor(), 1, Instant.parse("2026-11-23T10:00:00Z")));
    }

    /** The same place, as it was left. */
    static Site reopened(Path directory) throws IOException {
        return new Site(directory);
    }

    Deployment deployment() {
        return bare.deployment();
    }

    Host host() {
        return bare.host();
    }

    void wait(Duration time) {
        bare.clock().advance(time);
    }

    TrustStore store() {
        return bare.store();
    }

    List<String> remembered() throws Exception {
        TrustState state = store().load();
        return state == null ? List.of() : state.openIncidents();
    }

    Incidents incidents() {
        return new Incidents(deployment(), host());
    }

    /** Those of somebody who waits for no lock. */
    Incidents impatient() {
        return new Incidents(deployment(), host(), IMPATIENT);
    }

    EmergencyStop stop() {
        return EmergencyStop.of(deployment(), host());
    }

    Path marker() {
        return deployment().stopMarker();
    }

    Path file(Incident incident) {
        return IncidentDirectory.file(deployment(), incident.id().text());
    }

    Path resolution(Incident incident) {
        return IncidentDirectory.resolution(deployment(), incident.id().text());
    }

    void publish(RsaPrivateKey key) throws IOException {
        bare.publish(key);
    }

    IncidentState find(Incident incident) throws IOException {
        return incidents().find(incident.id().text()).orElseThrow();
    }

    Incidents.Resolving resolve(Incident incident) throws Exception {
        return incidents()
                .resolve(find(incident), resolution(find(incident), "restored", RELEASE), SoleHolder.of(RELEASE));
    }

    /** A critical violation: one canonical file has other bytes. */
    static Violation tampered(String path) {
        return tampered(Severity.CRITICAL, path, "bb");
    }

    static Violation tampered(Severity severity, String path, String actual) {
        Finding finding = new Finding(
                Consequence.CHANGED,
                "hash-mismatch",
                path,
                "HASH MISMATCH: " + path,
                new Difference("aa", actual),
                "bridgectl restore " + path);
        return Violation.of(severity, "integrity", path + " is not what was sealed", List.of(finding));
    }

    /** Raises a critical incident. */
    Incident raise() throws IOException {
        return incidents().raise(tampered("canonical/policy.json")).incident();
    }

    /** What this key's holder says about an incident as it was seen. */
    Resolution resolution(IncidentState seen, String reason, RsaPrivateKey key) {
        return incidents().resolution(seen, reason, SoleHolder.deciding(key).decidedBy());
    }
}
