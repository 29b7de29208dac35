package org.corebucket.bridge.verification;

import java.util.List;
import java.util.StringJoiner;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.Certificate.LastRun;
import org.corebucket.bridge.certificate.Certificate.LogMark;
import org.corebucket.bridge.certificate.Certificate.Tool;
import org.corebucket.bridge.certificate.Certificate.WitnessTime;
import org.corebucket.bridge.certificate.CertificatePair;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.RootKey;

/**
 * Writes the certificate for people, in Markdown. A line has a tick if its check passed and there is evidence for it. A
 * line without a tick says why it was not checked.
 */
final class CertificateText {

    private final Certificate certificate;
    private final ReadinessReport report;
    private final Authority authority;
    private final StringBuilder out = new StringBuilder(1 << 13);

    private CertificateText(Certificate certificate, ReadinessReport report, Authority authority) {
        this.certificate = certificate;
        this.report = report;
        this.authority = authority;
    }

    /**
     * The whole text except its last line, which {@link CertificatePair} adds.
     *
     * @param authority who may decide in the deployment
     */
    static String of(Certificate certificate, ReadinessReport report, Authority authority) {
        CertificateText text = new CertificateText(certificate, report, authority);
        text.writeHead();
        for (String section : CertificateSection.TITLES) {
            text.write(section);
        }
        text.writeFoot();
        return text.out.toString();
    }

    private void writeHead() {
        line("# Certificate of production readiness");
        line("");
        line("**" + Markdown.escaped(report.system()) + "**");
        line("");
        line("| | |");
        line("|---|---|");
        row("Certificate ID", certificate.id().text());
        row("Status", "READY, readiness score " + report.verdict().score() + "%");
        row("Issued", UtcTime.of(certificate.times().issued()));
        row("Expires", UtcTime.of(certificate.times().expires()));
        row("Deployment", certificate.deployment().toString());
        row(
                "Manifest",
                certificate.sealed().manifest() + ", serial "
                        + certificate.sealed().serial());
        row("Policy", certificate.sealed().policy().hex());
        if (authority instanceof Authority.RootInForce root) {
            writeRoot(root);
        } else {
            row("Release key", report.manifest().key());
        }
        row("Ledger", ledger());
        certificate.log().ifPresent(this::writeLog);
        row("Toolkit", toolkit());
        line("");
        line("Each line below is the answer of the check that it names. A box without a tick was not checked.");
    }

    private void writeRoot(Authority.RootInForce root) {
        row(
                "Trust root",
                "version " + root.version().root().version() + ", "
                        + root.version().digest().hex());
        StringJoiner words = new StringJoiner(", ");
        for (RootKey key : root.keys()) {
            words.add(key.words());
        }
        for (DecidedAct act : DecidedAct.values()) {
            words.add(act.text() + " takes " + root.threshold(act));
        }
        row("May decide", words.toString());
    }

    private String ledger() {
        long size = certificate.ledger().size();
        return certificate
                .ledger()
                .head()
                .map(head -> size + (size == 1 ? " entry" : " entries") + ", head " + head)
                .orElse("empty");
    }

    private void writeLog(LogMark log) {
        row("Log", log.origin() + ", size " + log.size() + ", root " + log.root());
        for (WitnessTime one : log.cosignatures()) {
            row("Witness " + Markdown.escaped(one.witness()), "cosigned that at " + UtcTime.of(one.time()));
        }
    }

    private String toolkit() {
        Tool tool = certificate.toolkit();
        return "bridgectl " + tool.version() + ", commit " + tool.commit()
                + tool.sha256().map(digest -> ", sha256 " + digest).orElse("");
    }

    private void row(String name, String value) {
        line("| " + name + " | " + Markdown.escaped(value) + " |");
    }

    private void write(String section) {
        line("");
        line("## " + section);
        line("");
        for (Claim claim : Claim.all()) {
            if (claim.section().equals(section)) {
                write(claim);
            }
        }
        if (section.equals(CertificateSection.CORE_SERVICES)) {
            writeRuns();
        } else if (section.equals(CertificateSection.INTEGRATION_POINTS)) {
            fact(
                    "Outbox",
                    certificate.outbox().waiting() + " updates wait, "
                            + certificate.outbox().rejected() + " were rejected");
        } else if (section.equals(CertificateSection.VERIFICATION_RESULTS)) {
            writeResults();
        }
    }

    private void write(Claim claim) {
        for (CheckOutcome outcome : report.checks()) {
            if (outcome.spec().id().equals(claim.check().id())) {
                write(claim, outcome.result());
                return;
            }
        }
        unticked(sentence(claim), "it was not asked");
    }

    private void write(Claim claim, CheckResult result) {
        String sentence = sentence(claim);
        List<String> evidence = claim.evidence(result);
        if (result instanceof CheckResult.Skipped skipped) {
            unticked(sentence, skipped.reason());
        } else if (evidence.isEmpty()) {
            unticked(sentence, "the check says nothing of it");
        } else {
            line("- [x] " + sentence + ": " + Markdown.escaped(String.join("; ", evidence)));
            if (claim.isOfTheWhole()) {
                for (Caution caution : result.cautions()) {
                    line("  - " + Markdown.escaped(caution.message()));
                }
            }
        }
    }

    private static String sentence(Claim claim) {
        return claim.sentence() + " (`" + claim.check().id() + "`)";
    }

    private void unticked(String sentence, String reason) {
        line("- [ ] " + sentence + ": not checked: " + Markdown.escaped(reason));
    }

    private void fact(String name, String value) {
        line("- " + name + ": " + Markdown.escaped(value));
    }

    private void writeRuns() {
        if (certificate.lastRuns().isEmpty()) {
            unticked("The jobs of the automation end well", "none has run here yet");
        }
        for (LastRun run : certificate.lastRuns()) {
            String node = run.node().isEmpty() ? "" : " (" + run.node() + ")";
            fact(
                    "Last run of " + Markdown.escaped(run.job() + node),
                    (run.success() ? "ok" : "FAILED") + " at " + UtcTime.of(run.time()));
        }
    }

    private void writeResults() {
        fact(
                "Verified",
                UtcTime.of(certificate.times().verified()) + ", on "
                        + report.run().host());
        fact("Canonical files", String.valueOf(report.files().size()));
        fact("Violations", String.valueOf(report.findings().size()));
        fact("Readiness score", report.verdict().score() + "%");
        for (CheckOutcome outcome : report.checks()) {
            fact(
                    "`" + outcome.spec().id() + "`",
                    outcome.result() instanceof CheckResult.Skipped ? "not checked" : "passed");
        }
    }

    private void writeFoot() {
        line("");
        line("It holds until it expires, and while files, policy and ledger are what they were; the ledger may grow:");
        line("`bridgectl certify --check FILE` says which of them no longer is. The line below is the SHA-256 of the");
        line("JSON file beside this one, which the release key signed, and which states this text's digest.");
        line("");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** Text in Markdown (CommonMark 0.31, section 2.4). */
    static final class Markdown {

        private static final String MEANING = "\\`*[]<>&|#";

        private Markdown() {}

        /** Any text on one line, in ASCII, with Markdown's characters escaped. */
        static String escaped(String text) {
            String printable = Quoted.printable(text);
            StringBuilder out = new StringBuilder(printable.length());
            for (int i = 0; i < printable.length(); i++) {
                char c = printable.charAt(i);
                if (MEANING.indexOf(c) >= 0) {
                    out.append('\\');
                }
                out.append(c);
            }
            return out.toString();
        }
    }
}
