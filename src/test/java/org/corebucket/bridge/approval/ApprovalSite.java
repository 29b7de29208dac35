package org.corebucket.bridge.approval;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.freeze.Freeze;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.testkit.StandingClock;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.SignedTrustRoot;

/** A deployment of a few files, on a host of the test, in which holders of keys propose, sign and complete. */
final class ApprovalSite {

    private static final Instant BEGINNING = Instant.parse("2026-12-01T08:00:00Z");

    private final Deployment deployment;
    private final Host host;
    private final StandingClock clock = new StandingClock(BEGINNING);
    private final CachedHolders holders;

    private ApprovalSite(Path directory, CachedHolders holders) throws IOException {
        Path real = Files.createDirectories(directory).toRealPath();
        this.deployment = new Deployment(Files.createDirectories(real.resolve("root")));
        this.host = new Host(Map.of("XDG_STATE_HOME", real.resolve("state").toString()), real, clock);
        this.holders = holders;
    }

    /** A directory in memory if there is one, since no test that uses it asks what a disk keeps. */
    static Path inMemory() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "approval-")
                : Files.createTempDirectory("approval-");
    }

    /** The deployment that was made in a directory. */
    static ApprovalSite in(Path directory, CachedHolders holders) throws IOException {
        return new ApprovalSite(directory, holders);
    }

    /** A new deployment of two files, which the release key's holder has sealed. */
    static ApprovalSite sealed(Path directory, CachedHolders holders) throws IOException, MendableException {
        ApprovalSite site = new ApprovalSite(directory, holders);
        Files.createDirectories(KeyFiles.directory(site.deployment));
        Files.writeString(
                KeyPurpose.RELEASE.publicHalf(site.deployment),
                holders.key(CachedHolders.RELEASE).publicKey().toPem());
        site.write("CANONICAL_RUN.md", "Run it.\n");
        site.write("canonical/a", "first\n");
        site.freeze().sealFirst(site.request("first"), holders.key(CachedHolders.RELEASE));
        site.verify();
        return site;
    }

    /** The same with version 1 of a trust root in force. */
    static ApprovalSite rooted(Path directory, CachedHolders holders, int threshold, String... names)
            throws IOException, MendableException {
        ApprovalSite site = sealed(directory, holders);
        site.proposeRoot(site.change(threshold, Set.of(), names));
        site.sign(Subject.TRUST, names);
        site.signSeal(names);
        site.apply();
        return site;
    }

    Deployment deployment() {
        return deployment;
    }

    Host host() {
        return host;
    }

    StandingClock clock() {
        return clock;
    }

    Proposals proposals() {
        return Proposals.of(deployment);
    }

    Freeze freeze() {
        return new Freeze(deployment, host);
    }

    private Freeze.FreezeRequest request(String reason) {
        return new Freeze.FreezeRequest(List.of(), "A system", reason, null, List.of(), List.of());
    }

    void write(String path, String content) throws IOException {
        write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    void write(String path, byte[] content) throws IOException {
        Files.createDirectories(deployment.path(path).getParent());
        Files.write(deployment.path(path), content);
    }

    void delete(String path) throws IOException {
        Files.deleteIfExists(deployment.path(path));
    }

    /** Drafts a freeze of what is there now, and proposes it. */
    Proposal proposeFreeze(String reason) throws IOException, MendableException {
        Decider decider = Decider.of(deployment, host);
        new FreezeProposals(deployment)
                .propose(freeze().draft(request(reason), decider.authority()), decider.authority());
        return proposals().of(Subject.FREEZE).orElseThrow();
    }

    void sign(Subject subject, String... names) throws IOException {
        Proposal proposal = proposals().of(subject).orElseThrow();
        for (String name : names) {
            proposals().sign(proposal, holders.fingerprint(name), holders.sign(name, proposal.digest()));
        }
    }

    /** Signs the seal in force, for a trust root that is proposed or in force. */
    void signSeal(String... names) throws IOException, MendableException {
        for (String name : names) {
            SealApproval seal = SealApproval.of(deployment, Decider.verdict(deployment, host));
            seal.sign(holders.rootKey(name), holders.sign(name, seal.digest()));
        }
    }

    /** Completes the proposed freeze, and takes the proposal away. */
    void complete() throws IOException, MendableException {
        completeAndLeave();
        proposals().drop(Subject.FREEZE);
    }

    /** Completes the proposed freeze, and leaves the proposal there, as a process that ends at that moment does. */
    void completeAndLeave() throws IOException, MendableException {
        Proposal proposal = proposals().of(Subject.FREEZE).orElseThrow();
        freeze().complete(proposal.content(), proposal.signatures(), List.of());
    }

    /** A change that gives every act the same threshold. */
    TrustChange change(int threshold, Set<String> removed, String... added) {
        Map<DecidedAct, Integer> thresholds = new EnumMap<>(DecidedAct.class);
        for (DecidedAct act : DecidedAct.values()) {
            thresholds.put(act, threshold);
        }
        List<RootKey> keys = new ArrayList<>();
        for (String name : added) {
            keys.add(holders.rootKey(name));
        }
        return new TrustChange(keys, removed, thresholds, Map.of(), "a test");
    }

    Proposal proposeRoot(TrustChange change) throws IOException, MendableException {
        Decider decider = Decider.of(deployment, host);
        new TrustProposals(deployment, host).propose(decider.authority(), decider.sealed(), change);
        return proposals().of(Subject.TRUST).orElseThrow();
    }

    SignedTrustRoot apply() throws IOException, MendableException {
        Decider decider = Decider.of(deployment, host);
        return new TrustProposals(deployment, host).apply(decider.authority(), decider.sealed());
    }

    /** What this host says of the seal in force, and remembers. */
    SealVerdict verify() throws IOException {
        return new SealVerifier(deployment, SealMemory.of(deployment, host, false), null).verify();
    }

    /** What this host says of the seal in force. */
    SealVerdict look() throws IOException {
        return SealVerifier.readOnly(deployment, host, null);
    }

    /** The digest of the manifest in force. */
    Sha256 manifest() throws IOException {
        return Sha256.of(Files.readAllBytes(deployment.manifest()));
    }

    /** What is shown of a proposal. */
    List<String> shown(Subject subject) throws IOException, MendableException {
        StringWriter text = new StringWriter();
        Proposal proposal = proposals().of(subject).orElseThrow();
        new ProposalText(proposals(), new PrintWriter(text, true))
                .print(
                        proposal,
                        ProposalStanding.of(
                                proposal, Decider.of(deployment, host).authority()));
        return List.of(text.toString().split("\n"));
    }
}
