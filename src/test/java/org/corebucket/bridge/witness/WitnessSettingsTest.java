package org.corebucket.bridge.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.http.ListenAddress;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WitnessSettingsTest {

    private static final UUID DEPLOYMENT = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    private final String known = vkey();

    WitnessSettingsTest() throws MalformedNoteException {}

    private static String vkey() throws MalformedNoteException {
        return NoteSigner.ed25519("log.example/one", Ed25519PrivateKey.generate())
                .key()
                .vkey();
    }

    private WitnessSettings read(String json) throws MalformedJsonException {
        return WitnessSettings.read(
                json.replace("VKEY", known).getBytes(StandardCharsets.UTF_8), "canonical/witness.json");
    }

    @Test
    void allThatMayBeSaidIsRead() throws Exception {
        WitnessSettings settings = read("""
                {
                  "schema": 1,
                  "name": "host-b.example/witness",
                  "host": "10.0.0.2",
                  "port": 8443,
                  "tls": {"certificate": "security/w.pem", "private_key": "security/w.private.pem"},
                  "logs": [
                    {"origin": "log.example/one", "keys": ["VKEY"]},
                    {"origin": "log.example/two words, which a name may have", "keys": ["VKEY"]}
                  ]
                }
                """);

        assertThat(settings.name(DEPLOYMENT)).isEqualTo("host-b.example/witness");
        assertThat(settings.place())
                .isEqualTo(new ListenAddress(
                        "10.0.0.2",
                        8443,
                        Optional.of(new ListenAddress.TlsFiles("security/w.pem", "security/w.private.pem"))));
        assertThat(settings.logs())
                .extracting(WitnessSettings.WatchedLog::origin)
                .containsExactly("log.example/one", "log.example/two words, which a name may have");
        assertThat(settings.logs().get(0).keys().get(0).vkey()).isEqualTo(known);
    }

    @Test
    void whatMayBeLeftOutHasAMeaning() throws Exception {
        WitnessSettings settings = read("{\"logs\": []}");

        assertThat(settings.name()).isEmpty();
        assertThat(settings.name(DEPLOYMENT)).isEqualTo("witness.core-bucket-bridge/" + DEPLOYMENT);
        assertThat(settings.place()).isEqualTo(new ListenAddress("127.0.0.1", 8001, Optional.empty()));
        assertThat(settings.logs()).isEqualTo(List.of());
    }

    @Test
    void aLogMayHaveSeveralKeys() throws Exception {
        String other = vkey();

        assertThat(read("{\"logs\": [{\"origin\": \"log.example/one\", \"keys\": [\"VKEY\", \"" + other + "\"]}]}")
                        .logs()
                        .get(0)
                        .keys())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                                       | object
                    {}                                                       | logs
                    {"schema": 2, "logs": []}                                | schema
                    {"logs": [], "colour": 1}                                | colour
                    {"name": "two words", "logs": []}                        | name
                    {"name": "a+b", "logs": []}                              | name
                    {"name": "", "logs": []}                                 | name
                    {"port": 8001, "logs": []}                               | host
                    {"host": "127.0.0.1", "logs": []}                        | port
                    {"tls": {"certificate": null, "private_key": null}, "logs": []} | host
                    {"host": "127.0.0.1", "port": 65536, "logs": []}         | port
                    {"host": "127.0.0.1", "port": 1, "tls": {"certificate": "a.pem", "private_key": null}, "logs": []} | private_key
                    {"logs": {}}                                             | logs
                    {"logs": [{"keys": ["VKEY"]}]}                           | origin
                    {"logs": [{"origin": "", "keys": ["VKEY"]}]}             | origin
                    {"logs": [{"origin": "a\\nb", "keys": ["VKEY"]}]}      | origin
                    {"logs": [{"origin": "a"}]}                              | keys
                    {"logs": [{"origin": "a", "keys": []}]}                  | keys
                    {"logs": [{"origin": "a", "keys": ["VKEY", "VKEY"]}]}    | twice
                    {"logs": [{"origin": "a", "keys": ["a+00000000+AAAA"]}]} | verifier key
                    {"logs": [{"origin": "a", "keys": ["VKEY"], "url": "b"}]} | url
                    {"logs": [{"origin": "a", "keys": ["VKEY"]}, {"origin": "a", "keys": ["VKEY"]}]} | another log
                    """)
    void whatItMayNotSayIsRefusedWithFileAndField(String json, String field) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("canonical/witness.json:")
                .hasMessageContaining(field);
    }

    @Test
    void anOriginOf255BytesIsTheLongest() throws Exception {
        String longest = "\u00e9".repeat(127) + "a";

        assertThat(read(log(longest)).logs().get(0).origin()).isEqualTo(longest);
        assertThatThrownBy(() -> read(log(longest + "a")))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("255");
    }

    private static String log(String origin) {
        return "{\"logs\": [{\"origin\": \"" + origin + "\", \"keys\": [\"VKEY\"]}]}";
    }
}
