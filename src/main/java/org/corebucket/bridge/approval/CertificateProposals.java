package org.corebucket.bridge.approval;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.DsseEnvelope;
import org.corebucket.bridge.certificate.SignedCertificate;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.trust.Authority;

/** Proposes certificates, each with its statement and its text for people. */
public final class CertificateProposals {

    private static final String STATEMENT = "statement.json";
    private static final String TEXT = "certificate.md";
    private static final String AGAIN = "\nPropose it again: bridgectl certify --propose";

    private final Proposals proposals;

    /** The proposals of one deployment. */
    public CertificateProposals(Deployment deployment) {
        this.proposals = Proposals.of(deployment);
    }

    /**
     * A certificate that is not signed yet.
     *
     * @param statement what it states, whose DSSE form is signed
     * @param text the text for people, in ASCII, without its last line
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once, and never compared.
    public record CertificateDraft(byte[] statement, String text) {

        /**
         * The certificate.
         *
         * @throws RefusedException if it is malformed
         */
        public Certificate certificate() throws RefusedException {
            return signed().certificate();
        }

        private SignedCertificate signed() throws RefusedException {
            try {
                return SignedCertificate.read(statement, "the proposed certificate");
            } catch (MalformedJsonException e) {
                throw new RefusedException(e.getMessage() + AGAIN);
            }
        }
    }

    /** Proposes a certificate; the caller holds the deployment's lock. */
    public Proposal propose(CertificateDraft draft, Authority inForce) throws IOException {
        proposals.propose(
                Subject.CERTIFICATE,
                DsseEnvelope.signed(draft.statement()),
                inForce,
                Map.of(STATEMENT, draft.statement(), TEXT, draft.text().getBytes(StandardCharsets.US_ASCII)),
                Map.of());
        return proposals.of(Subject.CERTIFICATE).orElseThrow();
    }

    /**
     * What is proposed.
     *
     * @throws RefusedException if statement or text is not what is signed
     */
    public static CertificateDraft read(Proposals proposals, Proposal proposal) throws IOException, RefusedException {
        byte[] statement = proposals.shown(Subject.CERTIFICATE, STATEMENT).orElse(new byte[0]);
        byte[] text = proposals.shown(Subject.CERTIFICATE, TEXT).orElse(new byte[0]);
        CertificateDraft draft = new CertificateDraft(statement, new String(text, StandardCharsets.US_ASCII));
        if (!Arrays.equals(DsseEnvelope.signed(statement), proposal.content())
                || !draft.signed().text().equals(Sha256.of(text))) {
            throw new RefusedException(
                    "the proposal's statement or text is not what is signed\nDo not sign it." + AGAIN);
        }
        return draft;
    }

    /** What is proposed here. */
    public CertificateDraft read(Proposal proposal) throws IOException, RefusedException {
        return read(proposals, proposal);
    }
}
