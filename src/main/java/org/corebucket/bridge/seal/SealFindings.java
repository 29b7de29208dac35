package org.corebucket.bridge.seal;

import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedBy;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.Quorum;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.TrustRootFiles;

/** All findings about the manifest and its seal, with their remedies. */
public final class SealFindings {

    private static final String EXPIRED = "seal-expired";
    private static final String CLOCK_SET_BACK = "clock-set-back";

    static final String UNWRITABLE = "state-unwritable";

    /** The codes of those that say nothing of who sealed the manifest. */
    static final Set<String> OF_THE_HOST = Set.of(EXPIRED, CLOCK_SET_BACK, UNWRITABLE);

    private SealFindings() {}

    static Finding noManifest(String what, String wayBack) {
        return finding(
                "manifest-missing", Deployment.MANIFEST, "MANIFEST MISSING: " + Deployment.MANIFEST + what, wayBack);
    }

    static Finding malformed(String problem, String wayBack) {
        return finding("manifest-malformed", Deployment.MANIFEST, "MANIFEST MALFORMED: " + problem, wayBack);
    }

    static Finding noSeal(String path, String what, String wayBack) {
        return finding("seal-missing", path, "SEAL MISSING: " + path + what, wayBack);
    }

    static Finding noKey(String path, String problem) {
        return finding(
                "release-key-unusable",
                path,
                "RELEASE KEY UNUSABLE: " + path + " - " + problem,
                path.equals(KeyPurpose.RELEASE.publicHalf())
                        ? "put the release key's public half back from its private one: openssl pkey -in"
                                + " RELEASE.private.pem -pubout -out " + path
                                + "; or name a copy of it: bridgectl verify --trust PEM"
                        : "name a file that holds the release key's public half: bridgectl verify --trust PEM");
    }

    /** A file that can't be read may be sound, so the remedy neither restores nor seals it anew. */
    static Finding unreadable(String code, String title, String path, IOException trouble) {
        return finding(
                code,
                path,
                title + path + " - it can't be read: " + IoTrouble.reason(trouble),
                IoTrouble.remedy(trouble));
    }

    /** The seals in the baseline can't be read, so it is not known whether a later one was made than the one in force. */
    static Finding keptUnreadable(IOException trouble) {
        return unreadable("baseline-unreadable", "BASELINE UNREADABLE: ", KeptSeals.DIRECTORY, trouble);
    }

    static Finding badSignature(String path, String wayBack) {
        return finding(
                "seal-invalid",
                path,
                "SEAL INVALID: " + path + " is not the release key's signature over " + Deployment.MANIFEST,
                wayBack);
    }

    /**
     * The seal was made by another key than the one that {@code --trust} names. {@code restore} is no remedy: the seals in the
     * baseline are by that other key, too.
     */
    static Finding sealedByAnother(String path, Authority authority, SealedHeader sealed) {
        String trusted = named(authority);
        String stated = named(sealed.by());
        return new Finding(
                Consequence.UNTRUSTED,
                "seal-invalid",
                path,
                "SEAL INVALID: " + path + " is not the release key's signature over " + Deployment.MANIFEST,
                new Difference(trusted, stated),
                "compare the keys' fingerprints with what the release key's owner tells you: --trust names " + trusted
                        + ", the manifest " + stated + "; if the first is right, somebody else sealed this deployment");
    }

    static Finding keyNotStated(Authority authority, SealedHeader sealed, String wayBack) {
        return difference(
                "seal-key-differs",
                "SEAL KEY DIFFERS: " + Deployment.MANIFEST + " names another "
                        + (sealed.by() instanceof DecidedBy.DecidedByKey ? "key" : "trust root")
                        + " than the one that is trusted",
                new Difference(named(authority), named(sealed.by())),
                wayBack);
    }

    /** A key by its bare fingerprint, as it can be compared with others. */
    private static String named(Authority authority) {
        return authority instanceof Authority.ReleaseKey one ? one.key().fingerprint() : authority.words();
    }

    private static String named(DecidedBy by) {
        return by instanceof DecidedBy.DecidedByKey one ? one.fingerprint() : by.words();
    }

    /** Too few of those who may decide have signed the manifest. */
    static Finding unapproved(Quorum quorum, Authority authority, String wayBack) {
        String uncounted = quorum.uncounted().isEmpty() ? "" : "; " + String.join("; ", quorum.uncounted());
        return finding(
                "seal-unapproved",
                Deployment.MANIFEST + DetachedSignatures.SUFFIX,
                "SEAL NOT APPROVED: " + Deployment.MANIFEST + " - " + quorum.words() + ", by " + authority.words()
                        + uncounted,
                "if it is as it should be, those who have not signed it do so: bridgectl approve seal --key PEM; else, "
                        + wayBack);
    }

    /** A signature that does not count, beside enough that do. */
    static Caution uncounted(String why) {
        return new Caution(
                "signature-uncounted",
                Deployment.MANIFEST + DetachedSignatures.SUFFIX,
                "SIGNATURE NOT COUNTED: " + why,
                "the seal holds without it; the next freeze leaves it out");
    }

    static Caution keyExpires(RootKey key) {
        return new Caution(
                "trust-key-expires",
                TrustRootFiles.IN_FORCE,
                "KEY EXPIRES: the signatures of " + key.words() + " no longer count soon" + key.expiry(),
                "replace it, or let it last longer, while enough can sign that: bridgectl trust propose --help");
    }

    static Finding rootMalformed(String problem, String wayBack) {
        return finding("trust-root-malformed", TrustRootFiles.IN_FORCE, "TRUST ROOT MALFORMED: " + problem, wayBack);
    }

    static Finding rootBroken(String problem, String wayBack) {
        return finding("trust-root-broken", TrustRootFiles.IN_FORCE, "TRUST ROOT BROKEN: " + problem, wayBack);
    }

    static Finding rootOfAnother(Authority.RootInForce root, SealedHeader sealed) {
        return difference(
                "trust-root-broken",
                "TRUST ROOT BROKEN: it is of another deployment than " + Deployment.MANIFEST,
                new Difference(
                        root.version().root().deployment().toString(),
                        sealed.deployment().toString()),
                "put manifests/ back as a whole, from one backup of one deployment");
    }

    static Finding keyChanged(String remembered, String found, TrustStore store) {
        return difference(
                "release-key-changed",
                "RELEASE KEY CHANGED: " + KeyPurpose.RELEASE.publicHalf()
                        + " is not the key that this host has seen before",
                new Difference(remembered, found),
                startOver("if the new key's fingerprint is the one that its owner tells you", store));
    }

    static Finding deploymentChanged(String remembered, String found, TrustStore store) {
        return difference(
                "deployment-changed",
                "DEPLOYMENT CHANGED: another deployment lies where this host has seen one before",
                new Difference(remembered, found),
                startOver("if it was put there on purpose", store));
    }

    static Finding serialTooLow(long remembered, long found, String wayForward) {
        return difference(
                "serial-lower",
                "SERIAL TOO LOW: an older manifest was put back; serial " + found + " after serial " + remembered,
                new Difference("at least " + remembered, Long.toString(found)),
                wayForward);
    }

    static Finding serialBelowKept(long kept, long found, String wayForward) {
        return difference(
                "serial-lower",
                "SERIAL TOO LOW: an older manifest was put back; serial " + found + ", and the baseline has serial "
                        + kept + ", whose seal holds",
                new Difference(Long.toString(kept), Long.toString(found)),
                wayForward);
    }

    /** Under {@code --require-memory} a host without memory fails: it could not notice an older seal. */
    static Finding notRemembered(SealedHeader sealed, TrustStore store) {
        return finding(
                "not-remembered",
                store.file().toString(),
                "NOT REMEMBERED: serial " + sealed.serial()
                        + " and the release key - this user has no state of an earlier"
                        + " verification, and --require-memory wants one",
                "verify once, as this user and with the HOME and XDG_STATE_HOME of this run, by your own copy of the"
                        + " release key: bridgectl verify --trust PEM");
    }

    static Finding expired(Instant expiry, Instant now) {
        return difference(
                EXPIRED,
                "SEAL EXPIRED: it held until " + expiry + ", and it is " + now,
                new Difference("before " + expiry, now.toString()),
                "restore does not renew it: review the files, then seal them anew: bridgectl freeze --reason TEXT --expires"
                        + " DURATION; without --expires it never expires");
    }

    /** Whether a finding is that too few have signed the manifest, which others can still do. */
    public static boolean isAboutApproval(Finding finding) {
        return finding.code().equals("seal-unapproved");
    }

    /** Whether a finding is about the time alone. */
    public static boolean isAboutTime(Finding finding) {
        return finding.code().equals("clock-set-back") || finding.code().equals("seal-expired");
    }

    static Finding clockSetBack(boolean seen, Instant known, Instant now) {
        return difference(
                CLOCK_SET_BACK,
                "CLOCK SET BACK: it says " + now + ", but it was " + known + " already, "
                        + (seen ? "when this user last verified" : "when the deployment was sealed"),
                new Difference("not before " + known, now.toString()),
                "if the clock is wrong now, set it right: an expiry can't be judged by one that goes back; if it was"
                        + " ahead then, the release key's holder says so: bridgectl keys accept-clock --reason TEXT");
    }

    /** The statement that accepts an earlier clock can't be read, so nothing is said of the clock. */
    static Finding acceptanceUnreadable(IOException trouble) {
        return unreadable(
                "clock-acceptance-unreadable", "CLOCK ACCEPTANCE UNREADABLE: ", ClockAcceptance.FILE, trouble);
    }

    /** The memory is damaged. Before users remove it they must find out by other means whose seal this is. */
    static Finding stateDamaged(TrustStore store) {
        return stateUnusable(
                store,
                "it does not hold a state",
                "compare serial and release key (bridgectl keys show) with what the key's owner tells you; if they are"
                        + " right, forget the damaged state: rm "
                        + ShellWord.of(store.file().toString()));
    }

    static Finding stateUnreachable(TrustStore store, String what, IOException trouble) {
        return stateUnusable(store, what + ": " + IoTrouble.reason(trouble), IoTrouble.remedy(trouble));
    }

    /** The seal was compared with the memory, but the memory could not be updated. */
    static Finding stateUnwritable(TrustStore store, IOException trouble) {
        return finding(
                UNWRITABLE,
                store.file().toString(),
                "STATE UNUSABLE: " + store.file() + " - it can't be written: " + IoTrouble.reason(trouble),
                IoTrouble.remedy(trouble));
    }

    private static Finding stateUnusable(TrustStore store, String problem, String remedy) {
        return finding(
                "state-unusable", store.file().toString(), "STATE UNUSABLE: " + store.file() + " - " + problem, remedy);
    }

    /** Without memory of the deployment it can't be told whether an older seal was put back. */
    static Caution takenOnTrust(SealedHeader sealed, Authority authority, boolean named, boolean readOnly) {
        boolean root = authority instanceof Authority.RootInForce;
        return new Caution(
                "taken-on-trust",
                Deployment.MANIFEST,
                "TAKEN ON TRUST: serial " + sealed.serial()
                        + (named ? "" : root ? " and the trust root" : " and the release key")
                        + " - this host has no state"
                        + (readOnly ? ", and none is kept read-only" : " from an earlier verification"),
                root
                        ? "compare serial and " + authority.anchor().words() + " with what the keys' holders tell you"
                        : "compare serial and key " + named(sealed.by())
                                + " with what the release key's owner tells you");
    }

    private static String startOver(String condition, TrustStore store) {
        return condition + ", forget the old one: rm "
                + ShellWord.of(store.file().toString());
    }

    private static Finding finding(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.UNTRUSTED, code, path, message, remedy);
    }

    private static Finding difference(String code, String message, Difference difference, String remedy) {
        return new Finding(Consequence.UNTRUSTED, code, Deployment.MANIFEST, message, difference, remedy);
    }
}
