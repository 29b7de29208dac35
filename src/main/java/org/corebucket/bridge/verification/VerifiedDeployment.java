package org.corebucket.bridge.verification;

import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.ReadinessReport;

/**
 * What one verification found: the report, and what a caller needs to act on it.
 *
 * @param report the report
 * @param policy the policy, if it verified
 * @param listed the files of the manifest, relative to the root; empty if there is no manifest
 */
public record VerifiedDeployment(ReadinessReport report, Optional<Policy> policy, List<String> listed) {}
