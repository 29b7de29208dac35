package org.corebucket.bridge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.corebucket.bridge.certificate.SampleCertificate.certificate;
import static org.corebucket.bridge.certificate.SampleCertificate.passed;
import static org.corebucket.bridge.certificate.SampleCertificate.report;
import static org.corebucket.bridge.certificate.SampleCertificate.skipped;

import java.util.List;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.seal.SoleHolder;
import org.junit.jupiter.api.Test;

/** The two files of a certificate, and for what there is none. */
final class CertificatePairTest {

    private static final String BODY = "# Certificate\n\n- [x] The seal holds\n";

    @Test
    void itsTwoFilesAreBoundToEachOther() throws Exception {
        CertificatePair pair = CertificatePair.issue(
                CertificatePair.statement(certificate(), report(passed("seal", "fine")), BODY),
                BODY,
                SoleHolder.of(RsaPrivateKey.generate(2048)));
        Sha256 stated = SignedCertificate.read(pair.envelope("json").statement(), "json")
                .text();

        assertThat(pair.strangeText(stated)).isEmpty();
        byte[] text = pair.text();
        text[10] ^= 1;
        assertThat(CertificatePair.of(pair.json(), text).strangeText(stated))
                .hasValueSatisfying(flaw -> assertThat(flaw).startsWith("its text"));
        byte[] json = pair.json();
        json[10] ^= 1;
        assertThat(CertificatePair.of(json, pair.text()).strangeText(stated))
                .hasValueSatisfying(flaw -> assertThat(flaw).startsWith("its last line"));
        assertThat(CertificatePair.of(pair.json(), new byte[0]).strangeText(stated))
                .isPresent();
    }

    @Test
    void aPartialOrLoosenedVerificationIsNeverCertified() {
        assertThatThrownBy(() ->
                        CertificatePair.statement(certificate(), report(true, List.of(), passed("seal", "fine")), BODY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CertificatePair.statement(
                        certificate(), report(false, List.of("--ignore-missing"), passed("seal", "fine")), BODY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CertificatePair.statement(certificate(), report(skipped("seal", "no")), BODY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
