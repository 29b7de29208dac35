package org.corebucket.bridge.verification;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Topic;

/**
 * A line of the certificate for people. Its evidence is what a check has found about a topic. Each check has one claim
 * of its own, which its row in the table states; its evidence about a {@link Topic} may be a further claim.
 *
 * @param section the title of the section in which the claim stands
 * @param sentence what is claimed
 * @param check the check whose evidence supports the claim
 * @param topic the topic of that evidence
 */
record Claim(String section, String sentence, ReadinessCheck check, Topic topic) {

    /** The claims about single topics. */
    private static final List<Claim> OF_TOPICS = List.of(
            new Claim(
                    CertificateSection.ACCESS_CONTROL,
                    "A request without a token is refused",
                    ReadinessCheck.GO_LIVE,
                    Topic.TOKENS),
            new Claim(
                    CertificateSection.INTEGRATION_POINTS,
                    "Updates of the modules are accepted, and receipts kept",
                    ReadinessCheck.GO_LIVE,
                    Topic.UPDATES),
            new Claim(
                    CertificateSection.INTEGRATION_POINTS,
                    "Heartbeats of the modules are accepted",
                    ReadinessCheck.GO_LIVE,
                    Topic.HEARTBEATS),
            new Claim(
                    CertificateSection.SECURITY_FEATURES,
                    "A changed signature is refused",
                    ReadinessCheck.GO_LIVE,
                    Topic.SIGNATURES),
            new Claim(
                    CertificateSection.SECURITY_FEATURES,
                    "An update with an old time is refused",
                    ReadinessCheck.GO_LIVE,
                    Topic.TIMES),
            new Claim(
                    CertificateSection.SECURITY_FEATURES,
                    "A replay is refused, after a restart too",
                    ReadinessCheck.GO_LIVE,
                    Topic.REPLAYS),
            new Claim(
                    CertificateSection.SECURITY_FEATURES,
                    "The rehearsal used these keys",
                    ReadinessCheck.GO_LIVE,
                    Topic.KEYS),
            new Claim(
                    CertificateSection.OBSERVABILITY,
                    "Health counts what happened",
                    ReadinessCheck.GO_LIVE,
                    Topic.HEALTH),
            new Claim(
                    CertificateSection.OBSERVABILITY,
                    "Accepted envelopes are in the provenance chain",
                    ReadinessCheck.GO_LIVE,
                    Topic.PROVENANCE),
            new Claim(
                    CertificateSection.EXECUTION_PATHS,
                    "What is not sealed is found, or prevented by the kernel",
                    ReadinessCheck.SAFEGUARDS,
                    Topic.ENFORCEMENT),
            new Claim(
                    CertificateSection.SAFEGUARDS,
                    "The baseline is intact, and no stop is in force",
                    ReadinessCheck.SAFEGUARDS,
                    Topic.SAFETY));

    /** All claims: first each check's own, then those about topics. */
    static List<Claim> all() {
        List<Claim> all = new ArrayList<>();
        for (ReadinessCheck check : ReadinessCheck.values()) {
            all.add(check.claim());
        }
        all.addAll(OF_TOPICS);
        return all;
    }

    /** Whether this is its check's own claim, which takes the evidence of all topics that have no claim. */
    boolean isOfTheWhole() {
        return topic == Topic.GENERAL;
    }

    /** The evidence in the result of its check. Each line of evidence supports exactly one claim. */
    List<String> evidence(CheckResult result) {
        List<String> evidence = new ArrayList<>();
        for (Topic one : Topic.values()) {
            if (one == topic || (isOfTheWhole() && isUnclaimed(one))) {
                evidence.addAll(result.evidence(one));
            }
        }
        return evidence;
    }

    private boolean isUnclaimed(Topic other) {
        for (Claim claim : OF_TOPICS) {
            if (claim.check == check && claim.topic == other) {
                return false;
            }
        }
        return true;
    }
}
