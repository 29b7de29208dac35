package org.corebucket.bridge.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.SoleHolder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResolutionTest {

    @Test
    void readsWhatTheReleaseKeySigned() throws Exception {
        Resolution resolution = resolution(Sha256.of(new byte[0]));

        assertThat(Resolution.read(
                        resolution.signed(SoleHolder.of(Site.RELEASE)), "file", SoleHolder.deciding(Site.RELEASE)))
                .isEqualTo(resolution);
    }

    @Test
    void anIncidentThatWasGoneHasNoDigest() throws Exception {
        Resolution resolution = resolution(null);
        byte[] signed = resolution.signed(SoleHolder.of(Site.RELEASE));

        assertThat(new String(signed, UTF_8)).contains("\"incident_sha256\": null");
        assertThat(Resolution.read(signed, "file", SoleHolder.deciding(Site.RELEASE)))
                .isEqualTo(resolution);
    }

    @Test
    void anotherKeysSignatureDoesNotHold() throws Exception {
        byte[] signed = resolution(null).signed(SoleHolder.of(Site.OTHER));

        assertThatThrownBy(() -> Resolution.read(signed, "file", SoleHolder.deciding(Site.RELEASE)))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void theOrderOfItsFieldsDoesNotMatterButTheirWordsDo() throws Exception {
        String signed = new String(resolution(null).signed(SoleHolder.of(Site.RELEASE)), UTF_8);
        String line = "    \"reason\": \"restored\",\n";
        String reordered = signed.replace(line, "").replace("    \"incident\":", line + "    \"incident\":");

        assertThat(reordered).isNotEqualTo(signed);
        assertThat(Resolution.read(reordered.getBytes(UTF_8), "file", SoleHolder.deciding(Site.RELEASE)))
                .isEqualTo(resolution(null));
        assertThatThrownBy(() -> Resolution.read(
                        signed.replace("restored", "forgiven").getBytes(UTF_8),
                        "file",
                        SoleHolder.deciding(Site.RELEASE)))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @ParameterizedTest
    @CsvSource({"'\"signature\":', '\"signed\":'", "'\"signature\": \"', '\"signature\": \"*'", "'{', '['"})
    void whatIsNoResolutionIsMalformed(String from, String to) throws Exception {
        String signed = new String(resolution(null).signed(SoleHolder.of(Site.RELEASE)), UTF_8);

        assertThatThrownBy(() -> Resolution.read(
                        signed.replace(from, to).getBytes(UTF_8), "file", SoleHolder.deciding(Site.RELEASE)))
                .isInstanceOf(MalformedJsonException.class);
    }

    private static Resolution resolution(@Nullable Sha256 digest) {
        return new Resolution(
                "INC-20261123T101112Z-4f2a1c",
                digest,
                "restored",
                Site.NOW,
                "root@host",
                SoleHolder.deciding(Site.RELEASE).decidedBy());
    }
}
