package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.http.UnusableAddressException;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BridgeSettingsTest {

    private static final Path STANDARD = Path.of("canonical/core_bucket_bridge.json");

    @Test
    void theDescriptorThatIsLaidDownIsRead() throws Exception {
        BridgeSettings settings = read("", "");

        assertThat(settings.place().host()).isEqualTo("127.0.0.1");
        assertThat(settings.place().port()).isEqualTo(8000);
        assertThat(settings.place().tls()).isEmpty();
        assertThat(settings.limits()).isEqualTo(new BridgeSettings.Limits(1 << 20, Duration.ofSeconds(30), 512, 1024));
        assertThat(settings.storage())
                .isEqualTo(new BridgeSettings.Storage(256 << 20, Duration.ofMinutes(5), Optional.empty()));
        assertThat(settings.place().socket("the bridge").getPort()).isEqualTo(8000);
    }

    @Test
    void itsLogIsNamedAfterTheDeploymentAndPublicUnlessItSaysOtherwise() throws Exception {
        UUID deployment = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

        LogSettings standard = read("", "").log();
        LogSettings own = read(
                        "\"schema\": 1", "\"schema\": 1, \"log\": {\"origin\": \"log.example/a\", \"public\": false}")
                .log();

        assertThat(standard.origin(deployment)).isEqualTo("core-bucket-bridge/" + deployment);
        assertThat(standard.isPublic()).isTrue();
        assertThat(own.origin(deployment)).isEqualTo("log.example/a");
        assertThat(own.isPublic()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "schema": 1                    | "schema": 2                   | schema
                    "port": 8000                   | "port": 65536                 | port
                    "port": 8000                   | "port": "8000"                | port
                    "port": 8000                   | "port": 8000, "colour": 1     | colour
                    "body_bytes": 1048576          | "body_bytes": 1048577         | body_bytes
                    "request_timeout": "30s"       | "request_timeout": "0s"       | request_timeout
                    "request_timeout": "30s"       | "request_timeout": "soon"     | request_timeout
                    "connections": 512             | "connections": 0              | connections
                    "certificate": null            | "certificate": "a.pem"        | private_key
                    "algorithm": "RS256"           | "algorithm": "none"           | algorithm
                    "max_life": "24h"              | "max_life": "25h"             | max_life
                    "replay_memory": "24h"         | "replay_memory": "23h"        | replay_memory
                    "schema": 1                    | "schema": 1, "log": {"origin": "a b"}   | origin
                    "schema": 1                    | "schema": 1, "log": {"origin": "a+b"}   | origin
                    "schema": 1                    | "schema": 1, "log": {"origin": ""}      | origin
                    "schema": 1                    | "schema": 1, "log": {"public": "yes"}   | public
                    "schema": 1                    | "schema": 1, "log": {"colour": 1}       | colour
                    "schema": 1                    | "schema": 1, "log": true                | log
                    "segment_bytes": 268435456     | "segment_bytes": 268435457    | segment_bytes
                    logs/provenance_chain.jsonl    | logs/other.jsonl              | path
                    """)
    void whatItMayNotSayIsRefusedWithFileAndField(String standard, String wrong, String field) {
        assertThatThrownBy(() -> read(standard, wrong))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("bridge.json:")
                .hasMessageContaining(field);
    }

    @Test
    void itsAddressHasASchemeAndAnIpv6HostInBrackets() throws Exception {
        BridgeSettings plain = read("", "");
        BridgeSettings encrypted = read(
                "\"certificate\": null,\n    \"private_key\": null",
                "\"certificate\": \"a.pem\",\n    \"private_key\": \"b.pem\"");

        assertThat(plain.place().uri("bridge.example", 80)).hasToString("http://bridge.example:80");
        assertThat(plain.place().uri("::1", 80)).hasToString("http://[::1]:80");
        assertThat(encrypted.place().uri("::1", 443)).hasToString("https://[::1]:443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void anotherHostThanThisOneNeedsTls(String host) throws Exception {
        BridgeSettings settings = read("127.0.0.1", host);

        assertThatThrownBy(() -> settings.place().socket("the bridge"))
                .isInstanceOf(UnusableAddressException.class)
                .hasMessageContaining(host)
                .hasMessageContaining("TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "::1", "127.0.0.9"})
    void thisHostHasSeveralNames(String host) throws Exception {
        assertThat(read("127.0.0.1", host)
                        .place()
                        .socket("the bridge")
                        .getAddress()
                        .isLoopbackAddress())
                .isTrue();
    }

    @Test
    void withTlsAnyHostIsServed() throws Exception {
        String files = "\"certificate\": \"security/tls.pem\",\n    \"private_key\": \"security/tls.private.pem\"";
        String descriptor = Files.readString(STANDARD)
                .replaceFirst("\"certificate\": null,\\s*\"private_key\": null", files)
                .replace("127.0.0.1", "0.0.0.0");

        BridgeSettings settings = BridgeSettings.read(descriptor.getBytes(StandardCharsets.UTF_8), "bridge.json");

        assertThat(settings.place().socket("the bridge").getAddress().isAnyLocalAddress())
                .isTrue();
    }

    private static BridgeSettings read(String standard, String replacement) throws IOException, MalformedJsonException {
        String descriptor = Files.readString(STANDARD);
        assertThat(descriptor).contains(standard);
        return BridgeSettings.read(
                descriptor.replace(standard, replacement).getBytes(StandardCharsets.UTF_8), "bridge.json");
    }
}
