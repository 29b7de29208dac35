package org.corebucket.bridge.approval;

import java.io.IOException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.SealFindings;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.trust.Authority;

/**
 * Who may decide in a deployment whose seal holds.
 *
 * @param sealed the header of the manifest in force
 */
public record Decider(Authority authority, SealedHeader sealed) {

    /**
     * Requires that there is a trust root: the holder of one release key proposes nothing.
     *
     * @param command what decides alone, without a trust root
     */
    public Authority requireRoot(String command) throws RefusedException {
        if (authority instanceof Authority.ReleaseKey) {
            throw new RefusedException("the one release key decides here, so there is nobody to propose it to"
                    + "\nDecide it: bridgectl " + command + " without --propose and --complete; or let several decide:"
                    + " bridgectl trust init --help");
        }
        return authority;
    }

    /**
     * Finds out who may decide.
     *
     * @throws RefusedException if the seal does not hold, apart from how many have signed it: nothing is proposed then that would
     *     build on it
     */
    public static Decider of(Deployment deployment, Host host) throws IOException, RefusedException {
        SealVerdict verdict = verdict(deployment, host);
        return new Decider(verdict.authority().orElseThrow(), verdict.header().orElseThrow());
    }

    /**
     * The verdict about the seal in force, which holds, apart from how many have signed it.
     *
     * @throws RefusedException if it does not hold
     */
    public static SealVerdict verdict(Deployment deployment, Host host) throws IOException, RefusedException {
        SealVerdict verdict = SealVerifier.readOnly(deployment, host, null);
        for (Finding finding : verdict.findings()) {
            if (!SealFindings.isAboutApproval(finding) && !SealFindings.isAboutTime(finding)) {
                throw new RefusedException("the seal does not hold: " + finding.message() + "\n" + finding.remedy());
            }
        }
        return verdict;
    }
}
