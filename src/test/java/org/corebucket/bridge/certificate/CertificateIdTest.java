package org.corebucket.bridge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How certificates are named. */
final class CertificateIdTest {

    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

    @Test
    void theFirstOfADayIsNumberOne() {
        CertificateId other = new CertificateId(LocalDate.of(2026, 1, 30), 7);

        assertThat(CertificateId.next(DAY, List.of(other)).text()).isEqualTo("CBV5-CERT-20260131-001");
    }

    @Test
    void theNextOfADayFollowsTheHighest() {
        List<CertificateId> others = List.of(new CertificateId(DAY, 9), new CertificateId(DAY, 2));

        assertThat(CertificateId.next(DAY, others).text()).isEqualTo("CBV5-CERT-20260131-010");
    }

    @Test
    void moreThanAThousandADayHaveMoreDigits() {
        CertificateId id = new CertificateId(DAY, 1000);

        assertThat(CertificateId.parse(id.text())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CBV5-CERT-20260131-",
                "CBV5-CERT-20260131-000",
                "CBV5-CERT-20260131-01",
                "CBV5-CERT-20260131-0001",
                "CBV5-CERT-20260132-001",
                "CBV5-CERT-2026013a-001",
                "CBV5-CERT-20260131-00a",
                "CBV5-CERT-20260131_001",
                "cbv5-cert-20260131-001",
                "CBV5-CERT-20260131-9999999999"
            })
    void anythingElseIsNoId(String text) {
        assertThatThrownBy(() -> CertificateId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
