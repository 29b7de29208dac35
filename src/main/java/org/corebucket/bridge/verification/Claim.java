package org.corebucket.bridge.verification;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Topic;

/**
 * A line of the certificate for people, and the evidence that bears it. Each check has one claim of its own, which its row in
 * the table states; what it says of a {@link Topic} may be a claim besides.
 *
 * @param section the title of the part in which it stands
 * @param sentence what is claimed
 * @param check the check that answers for it
 * @param topic what its evidence is about
 */
record Claim(String section, String sentence, ReadinessCheck check, Topic topic) {

    /** What checks say besides what they are about as a whole. */
    private static final List<Claim> OF_TOPICS = List.of(
            new Claim(
                    CertificateSection.ACCESS_CONTROL,
                    "Who has no token is not heard",
                    ReadinessCheck.GO_LIVE,
                    Topic.TOKENS),
            new Claim(
                    CertificateSection.INTEGRATION_POINTS,
                    "Their updates are taken, and receipts kept",
                    ReadinessCheck.GO_LIVE,
                    Topic.UPDATES),
            new Claim(
                    CertificateSection.INTEGRATION_POINTS,
                    "Their heartbeats are taken",
                    ReadinessCheck.GO_LIVE,
                    Topic.HEARTBEATS),
            new Claim(
                    CertificateSection.SECURITY_FEATURES,
                    "A changed signature is refused",
                    ReadinessCheck.GO_LIVE,
                    Topic.SIGNATURES),
            new Claim(
                    CertificateSection.SECURITY_FEATURES,
                    "An old time is refused",
                    ReadinessCheck.GO_LIVE,
                    Topic.TIMES),
            new Claim(
                    CertificateSection.SECURITY_FEATURES,
                    "A replay is refused, after a restart too",
                    ReadinessCheck.GO_LIVE,
                    Topic.REPLAYS),
            new Claim(CertificateSection.SECURITY_FEATURES, "By these keys", ReadinessCheck.GO_LIVE, Topic.KEYS),
            new Claim(
                    CertificateSection.OBSERVABILITY,
                    "Health tells what happened",
                    ReadinessCheck.GO_LIVE,
                    Topic.HEALTH),
            new Claim(
                    CertificateSection.OBSERVABILITY,
                    "What was taken is in the provenance chain",
                    ReadinessCheck.GO_LIVE,
                    Topic.PROVENANCE),
            new Claim(
                    CertificateSection.SAFEGUARDS,
                    "The baseline is intact, and no stop is in force",
                    ReadinessCheck.SAFEGUARDS,
                    Topic.SAFETY));

    /** All of them, a check's own before those of topics. */
    static List<Claim> all() {
        List<Claim> all = new ArrayList<>();
        for (ReadinessCheck check : ReadinessCheck.values()) {
            all.add(check.claim());
        }
        all.addAll(OF_TOPICS);
        return all;
    }

    /** Whether it is what its check is about as a whole, and takes the evidence of every topic that is no claim of that check. */
    boolean isOfTheWhole() {
        return topic == Topic.GENERAL;
    }

    /** The evidence in its check's result; each line of it bears one claim. */
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
