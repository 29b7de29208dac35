package org.corebucket.bridge.report;

/** The help of SARIF's rules: what each kind of finding means in general. The remedy of a single finding is in its result. */
public final class RuleHelp {

    private RuleHelp() {}

    /** The help of the rule with this code; empty if there is none. */
    public static String of(String code) {
        return switch (code) {
            case "hash-mismatch" ->
                "The SHA-256 digest of a listed file is not the one in the manifest: it was changed.";
            case "missing" -> "A file that the manifest lists is not there.";
            case "nothing-verified" -> "None of the listed files is there, so that nothing was compared.";
            case "not-regular" ->
                "A listed file, or a directory on the way to it, is a link, a device or something else.";
            case "hard-link" -> "A listed file has a second name, through which its bytes can be changed.";
            case "writable-by-others" -> "Group or others may write to a listed file.";
            case "unreadable" -> "A listed file can't be read, so that nothing is known of its bytes.";
            case "outside-changed", "outside-missing" ->
                "A file outside of the deployment that the policy names is not what a freeze recorded.";
            case "outside-unlisted" ->
                "A directory outside of the deployment that the policy names has a file that nobody sealed.";
            case "outside-not-recorded" ->
                "The policy names files outside of the deployment, and the manifest lists no record of them.";
            case "attribute-changed" ->
                "A listed file, or a directory on the way to one, has another mode, owner, group, extended attribute or access"
                        + " control list than a freeze recorded.";
            case "attributes-not-recorded" ->
                "The policy names attributes of files, and the manifest lists no record of just these.";
            case "attributes-unknown" -> "A program that tells the attributes which the policy names is missing.";
            case "unlisted" -> "Something lies in the canonical tree that nobody has sealed.";
            case "manifest-missing" -> "There is no manifest that can be read: nothing says what was sealed.";
            case "manifest-malformed" -> "The manifest is not one that freeze wrote.";
            case "seal-missing" -> "There is no seal over the manifest that can be read.";
            case "seal-invalid" -> "The seal is not the trusted release key's signature over the manifest.";
            case "seal-key-differs" -> "The manifest names another release key than the one that is trusted.";
            case "seal-unapproved" -> "Fewer of those who may decide have signed the manifest than it takes.";
            case "trust-key-expires" ->
                "A key of the trust root expires within 30 days. From then on no signature of it counts.";
            case "signature-uncounted" -> "A signature over the manifest does not count; enough others do.";
            case "trust-root-malformed" -> "A file of the trust root is no trust root, or can't be read.";
            case "trust-root-broken" ->
                "The trust root does not follow from the one that this host has seen, so nobody may decide by it.";
            case "seal-expired" -> "The time until which the seal holds has passed.";
            case "serial-lower" -> "A later seal than the one in force was made: an older manifest was put back.";
            case "release-key-unusable" -> "The release key's public half is missing, unreadable or no sound key.";
            case "release-key-changed" -> "The release key is not the one that this host has seen before.";
            case "deployment-changed" -> "Another deployment lies where this host has seen one before.";
            case "clock-set-back" ->
                "The clock says an earlier time than one that was seen; expiry can't be judged by it.";
            case "clock-acceptance-unreadable" ->
                "The statement that accepts an earlier clock can't be read, so that nothing is known of the clock.";
            case "state-unusable" -> "What this user remembers of the deployment can't be read or written.";
            case "state-unwritable" ->
                "What was seen of the deployment can't be remembered: the state directory takes no write.";
            case "not-remembered" -> "This user remembers nothing of the deployment, and --require-memory wants that.";
            case "forbidden-can-run" -> "A file that matches a forbidden pattern still can be executed.";
            case "forbidden-process" -> "A process runs a file that must not run.";
            case "entrypoint-not-runnable", "job-not-runnable" ->
                "What the policy or the runner's descriptor lets run can't be run on this host.";
            case "entrypoint-not-sealed" -> "A process would run the live tree, and not its staged copy alone.";
            case "entrypoint-forbidden", "forbidden-listed" ->
                "A file that is sealed, to be run, matches a forbidden pattern: it may never run.";
            case "authorities-unusable" -> "The certificates that the policy's clients trust can't be used.";
            case "tls-unusable" -> "The TLS files that the descriptor names can't be used by the bridge.";
            case "token-key-unusable", "token-secret-unusable" ->
                "The bridge lacks the key or secret by which it verifies tokens.";
            case "address-unusable" -> "The bridge can't listen at the address that its descriptor names.";
            case "alert-unverified" ->
                "An alert command is, or names, a file of the deployment, which nothing verifies: it is never run.";
            case "alert-unusable" -> "A receiver of alerts, as the policy names it, can't be used from this host.";
            case "alert-sink-ended", "alert-no-sink-left" ->
                "A receiver of alerts has answered that it wants no more: it gets none.";
            case "entrypoint-not-listed" -> "The policy lets a file run that the manifest does not list.";
            case "policy-malformed" -> "The sealed policy is not well formed.";
            case "policy-unreadable" ->
                "The policy could not be read from the disk, so that the checks that need it were skipped.";
            case "witness-went-back" ->
                "What the witness cosigned last is not what this host remembers: a file was removed, changed, or put back.";
            case "witnesses-malformed" -> "The policy that names the log's witnesses is not well formed.";
            case "witness-quorum-missing" ->
                "Too few of the log's witnesses have cosigned its last checkpoints, for longer than 15 minutes.";
            case "witness-without-logs" -> "The witness's descriptor names no log, so that there is nothing to cosign.";
            case "witness-key-unusable" -> "A key of the witness is missing, or can't be used.";
            case "key-mode" -> "Others than its owner can read a private key.";
            case "key-owner" -> "A private key belongs to another user.";
            case "key-link" -> "A private key can be reached under a second name.";
            case "key-unsound" -> "A key is damaged, too short, or of a kind that is not accepted.";
            case "key-listed" -> "A private key is among the files that are sealed and shown.";
            case "right-not-decided" -> "The access matrix neither grants nor denies a right to a role.";
            case "right-unknown" -> "The access matrix has a right that means nothing.";
            case "key-access-below-admin" -> "The access matrix grants access to keys to another role than admin.";
            case "module-not-registered" -> "A module that every deployment has is not in the policy.";
            case "module-without-key" -> "A module's public key is missing: nothing that it signs can be verified.";
            case "module-without-role" -> "A module has no role, or one that the access matrix lacks.";
            case "document-not-named" -> "The policy does not name one of the frozen documents.";
            case "document-missing" -> "One of the frozen documents is not there.";
            case "document-not-listed" -> "One of the frozen documents is not in the manifest.";
            case "log-unusable" -> "A log is missing or can't be written: what happens would leave no trace.";
            case "ledger-unusable" -> "The ledger that the bridge's descriptor names can't be opened to be verified.";
            case "ledger-unsound" -> "The ledger's chain or its checkpoints do not hold.";
            case "ledger-shrank" -> "The ledger has fewer entries than this host has seen.";
            case "ledger-rewritten" -> "An entry of the ledger is not the one that this host has seen.";
            case "log-key-missing" ->
                "A key by which the ledger's log signs is not there, beside the other one or though the log has signed.";
            case "log-vkeys" ->
                "The file from which others take the keys of the ledger's log has other keys than sign.";
            case "log-changed" -> "The ledger does not continue what its log signed of it.";
            case "log-went-back" -> "The ledger's log is not the one that this host has seen.";
            case "log-unsound" -> "A checkpoint of the ledger's log, or a cosignature of one, does not hold.";
            case "log-unverifiable" ->
                "The log's keys, or the policy that names its witnesses, can't be used, so that no checkpoint is verified.";
            case "ledger-of-v5" -> "The ledger is in the form of V5, to which the bridge can't append.";
            case "archived-ledger" -> "The archived ledger of V5 is not what was recorded of it.";
            case "closed-log-changed" -> "A closed log file is not what it was when it was closed.";
            case "baseline-incomplete" ->
                "The baseline lacks an intact copy of a listed file: restore could not put it back.";
            case "baseline-unreadable" -> "What the baseline keeps can't be read, so that nothing is known of it.";
            case "emergency-stop" -> "An emergency stop is in force: nothing may start.";
            case "incident-went-back" -> "An open critical incident that this host remembers is gone or altered.";
            case "watch-record" -> "The record that a watch leaves can't be read.";
            case "watch-late" -> "A watch has not verified for longer than its interval: it died, or hangs.";
            case "not-watched" -> "The policy demands a watch, and none has left a record.";
            case "no-alert-sink" -> "The policy demands monitoring, and names nobody who would hear of an incident.";
            case "alert-undelivered" -> "An alert has waited for longer than 15 minutes for its receiver.";
            case "alert-queue-full" -> "The queue of a receiver of alerts is full: no more alerts are queued.";
            case "alert-unreadable" -> "The queue of a receiver had files that are not alerts.";
            case "alert-orphaned" -> "Alerts wait for a receiver that the policy does not have any more.";
            case "not-asked" -> "A question could not be asked, because of the machine and not of the deployment.";
            case "descriptor-malformed" -> "A sealed descriptor is not well formed.";
            case "go-live-answer" -> "In the rehearsal a bridge of this deployment gave another answer than it must.";
            case "key-pair", "go-live-key", "go-live-key-pair" ->
                "A key pair is incomplete, or its halves do not belong together.";
            case "go-live-tls" -> "The TLS files that the descriptor names can't be used.";
            case "go-live-secret" -> "The secret for tokens is too short.";
            case "go-live-module" -> "The policy registers no module, so that nobody could send anything.";
            case "go-live-start" -> "A bridge of this deployment does not start.";
            case "go-live-bug" -> "The rehearsal met a bug of the bridge.";
            default -> "";
        };
    }
}
