package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.read.ChainFlaw;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.text.OneLine;

/**
 * What the commands below {@code provenance} share: a deployment's checkpoints and bridge key, and the printing of a
 * report.
 */
final class Ledgers {

    private Ledgers() {}

    /** The header of the manifest, whose deployment id is the origin of the checkpoints. */
    static SealedHeader header(Session session, Deployment deployment) throws IOException, MendableException {
        SealVerdict seal = SealVerifier.readOnly(deployment, session.host(), null);
        return seal.header()
                .orElseThrow(() -> MendableException.missing(Deployment.MANIFEST
                        + " does not say which deployment this is, and checkpoints are of one" + why(seal)
                        + "\nVerify the files alone: bridgectl provenance verify FILE"));
    }

    private static String why(SealVerdict seal) {
        for (Finding finding : seal.findings()) {
            if (finding.path().equals(Deployment.MANIFEST)) {
                return ": " + OneLine.of(finding.message());
            }
        }
        return "";
    }

    /** The deployment's checkpoints. */
    static SignedCheckpoints checkpoints(Session session, Deployment deployment, LedgerPlace ledger)
            throws IOException, MendableException {
        return SignedCheckpoints.of(
                ledger.checkpoints(), deployment, header(session, deployment).deployment());
    }

    /**
     * The place of a ledger that must be in files.
     *
     * @throws MendableException if it is in a database
     */
    static LedgerPlace inFiles(Deployment deployment) throws IOException, MendableException {
        if (DeploymentLedger.isInDatabase(deployment)) {
            throw MendableException.notAllowed(
                    "the ledger of this deployment is in a database, and this is for one in files"
                            + "\nSee what is wrong with it: bridgectl provenance verify");
        }
        return LedgerPlace.inFiles(deployment);
    }

    /**
     * The key that the bridge signs with.
     *
     * @throws MendableException if it is missing or can't be read
     * @throws RefusedException if its signatures would not verify with the deployment's public keys
     */
    static RsaSigner bridgeKey(Session session, Deployment deployment, SigningKey key, SignedCheckpoints checkpoints)
            throws Exception {
        Path file = KeyPurpose.BRIDGE.privateHalf(deployment);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw MendableException.missing(
                    "the bridge's key is not at " + file + "\nMake a pair: bridgectl keys generate bridge");
        }
        RsaSigner bridge = key.signer(session.host(), deployment, KeyPurpose.BRIDGE);
        Checkpoint probe = Checkpoint.signed(
                header(session, deployment).deployment(),
                1,
                Sha256.of(new byte[0]),
                session.host().clock().instant(),
                bridge);
        String problem = checkpoints.problem(probe);
        if (!problem.isEmpty()) {
            throw new RefusedException(KeyPurpose.BRIDGE.privateHalf() + " is not the bridge's key: " + problem
                    + "\nPut the pair back: bridgectl keys show says which belong together.");
        }
        return bridge;
    }

    /** Prints what was found. A file's name can't make a second line. */
    static void print(ChainReport report, PrintWriter out) {
        for (ChainFlaw flaw : report.flaws()) {
            out.println(OneLine.of(flaw.message()));
        }
        if (report.flawCount() > report.flaws().size()) {
            out.println("... and " + (report.flawCount() - report.flaws().size()) + " more");
        }
        if (!report.holds()) {
            out.println("LEDGER DOES NOT HOLD: " + counted(report.flawCount(), "flaw"));
            return;
        }
        out.println("Ledger holds: "
                + (report.entries() == 0
                        ? "it is empty"
                        : counted(report.entries(), "entry") + ", head " + report.head()));
        if (report.archived().size() > 0) {
            out.println("Entries 1 to " + report.archived().size()
                    + " were archived, and are not verified here: bridgectl provenance verify DIR");
        }
    }

    /** Prints what was found about the checkpoints. */
    static void printCheckpoints(ChainReport report, PrintWriter out) {
        Checkpoint last = report.lastCheckpoint().orElse(null);
        out.println(
                last == null
                        ? "No checkpoint."
                        : "Checkpoints hold: " + report.checkpoints() + ", the last of " + counted(last.size(), "entry")
                                + " at " + UtcTime.of(last.timestamp()));
        report.followed().forEach(line -> out.println(OneLine.of(line)));
    }

    /** So many entries or other things, in words. */
    static String counted(long count, String thing) {
        if (count == 1) {
            return "1 " + thing;
        }
        return count + " " + (thing.equals("entry") ? "entries" : thing + "s");
    }
}
