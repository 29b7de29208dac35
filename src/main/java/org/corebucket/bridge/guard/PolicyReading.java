package org.corebucket.bridge.guard;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.SealVerdict;

/** The policy, or why there is none. Nothing of it is parsed unless its digest is the sealed one. */
public sealed interface PolicyReading {

    /** The policy that was sealed. */
    record VerifiedPolicy(Policy policy) implements PolicyReading {}

    /** The file was sealed, but it is not a valid policy. */
    record MalformedPolicy(Finding malformed) implements PolicyReading {

        @Override
        public Optional<Finding> finding() {
            return Optional.of(malformed);
        }

        @Override
        public String reason() {
            return "not asked: the policy is malformed";
        }
    }

    /**
     * The disk did not give the file. This is a finding of its own, since the check of the digests may be able to read it a
     * moment later.
     */
    record UnreadPolicy(IOException trouble) implements PolicyReading {

        @Override
        public Optional<Finding> finding() {
            return Optional.of(Finding.of(
                    Consequence.FAILED,
                    "policy-unreadable",
                    Deployment.POLICY,
                    "POLICY UNREADABLE: " + Deployment.POLICY + " - " + IoTrouble.reason(trouble),
                    IoTrouble.remedy(trouble)));
        }

        @Override
        public String reason() {
            return "not asked: the policy can't be read: " + IoTrouble.reason(trouble);
        }
    }

    /** The file was not parsed; the check {@code seal} or {@code canonical-hashes} reports why. */
    record UnverifiedPolicy(String reason) implements PolicyReading {}

    /** What is wrong with the policy, unless another check reports it. */
    default Optional<Finding> finding() {
        return Optional.empty();
    }

    /** Why checks that need the policy are skipped; empty if it verified. */
    default String reason() {
        return "";
    }

    /** Reads the policy that a seal covers. */
    static PolicyReading of(Deployment deployment, SealVerdict seal) {
        if (!seal.isTrusted()) {
            return new UnverifiedPolicy("not asked: the manifest is not trusted, so the policy is not either");
        }
        Optional<Sha256> expected = seal.manifest().orElseThrow().digestOf(Deployment.POLICY);
        if (expected.isEmpty()) {
            return new MalformedPolicy(finding("POLICY NOT LISTED: the manifest lacks " + Deployment.POLICY));
        }
        try {
            byte[] bytes = TreeFiles.read(deployment.root(), Deployment.POLICY, Deployment.LARGEST_SETTINGS);
            return Sha256.of(bytes).equals(expected.get())
                    ? new VerifiedPolicy(PolicyReader.read(bytes, Deployment.POLICY))
                    : new UnverifiedPolicy("not asked: the policy is not the one that was sealed");
        } catch (MalformedPolicyException e) {
            return new MalformedPolicy(finding("POLICY MALFORMED: " + e.getMessage()));
        } catch (NoSuchFileException | NotRegularException | AccessDeniedException e) {
            return new UnverifiedPolicy("not asked: the policy can't be read: " + IoTrouble.reason(e));
        } catch (IOException e) {
            return new UnreadPolicy(IoTrouble.located(Deployment.POLICY, e));
        }
    }

    private static Finding finding(String message) {
        return Finding.of(
                Consequence.FAILED,
                "policy-malformed",
                Deployment.POLICY,
                message,
                "correct canonical/policy.json, then: bridgectl freeze --reason TEXT");
    }
}
