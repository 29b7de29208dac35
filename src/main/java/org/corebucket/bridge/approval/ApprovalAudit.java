package org.corebucket.bridge.approval;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.lines.SharedLineFile;
import org.corebucket.bridge.trust.RootKey;

/** The lines in the audit log about what was approved, put in force and withdrawn. */
public final class ApprovalAudit {

    private final SharedLineFile log;
    private final Host host;

    private ApprovalAudit(SharedLineFile log, Host host) {
        this.log = log;
        this.host = host;
    }

    /** The audit log of a deployment, written by this user at this host. */
    public static ApprovalAudit of(Deployment deployment, Host host) {
        return new ApprovalAudit(new SharedLineFile(deployment.auditLog()), host);
    }

    /** Records that somebody has signed a proposal. */
    public void approved(Proposal proposal, RootKey key) throws IOException {
        append(
                "approved",
                proposal.subject(),
                proposal.digest(),
                json -> json.field("name", key.name()).field("key", key.fingerprint()));
    }

    /** Records that a proposal was put in force. */
    public void completed(Subject subject, Sha256 digest) throws IOException {
        append("completed", subject, digest, json -> {});
    }

    /** Records that a proposal is taken back. */
    public void withdrawn(Proposal proposal) throws IOException {
        append("withdrawn", proposal.subject(), proposal.digest(), json -> {});
    }

    private void append(String event, Subject subject, Sha256 digest, JsonWriter.Members details) throws IOException {
        String line = JsonWriter.object(json -> {
            json.field("timestamp", UtcTime.of(host.clock().instant().truncatedTo(ChronoUnit.SECONDS)))
                    .field("event", event)
                    .field("what", subject.word())
                    .field("sha256", digest.hex());
            details.writeTo(json);
            json.field("host", host.name()).field("user", host.userName());
        });
        log.append(line);
    }
}
