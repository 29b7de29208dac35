package org.corebucket.bridge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.TokenRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The descriptor's objects for tokens and freshness. */
final class SettingsTest {

    private static final String FRESHNESS = "{\"window\": \"5m\", \"require_timestamp\": false,"
            + " \"replay_memory\": \"24h\", \"payloads_without_timestamp\": 1000000}";

    private static final String TOKENS = "{\"algorithm\": \"RS256\", \"public_key\": \"security/token.public.pem\","
            + " \"max_life\": \"24h\", \"leeway\": \"60s\"}";

    private static JsonFields fields(String json) throws MalformedJsonException {
        return JsonFields.of(Json.parse(json.getBytes(StandardCharsets.UTF_8), "bridge.json"), "bridge.json");
    }

    @Test
    void theRepositorysOwnDescriptorIsSound() throws Exception {
        byte[] descriptor = Files.readAllBytes(Path.of("canonical/core_bucket_bridge.json"));
        JsonFields whole = JsonFields.of(Json.parse(descriptor, "descriptor"), "descriptor");

        assertThat(TokenSettings.of(whole.object("tokens")))
                .isEqualTo(new TokenSettings(TokenAlgorithm.RS256, "security/token.public.pem", TokenRules.STANDARD));
        assertThat(FreshnessSettings.of(whole.object("freshness")))
                .isEqualTo(new FreshnessSettings(
                        Duration.ofMinutes(5), false, Duration.ofHours(24), 1_000_000, 2_000_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"24h\"       | \"23h\"      | 24h to 366 days",
                "\"24h\"       | \"P400D\"    | 24h to 366 days",
                "\"5m\"        | \"13h\"      | twice the window",
                "\"5m\"        | \"0s\"       | not a duration",
                "false         | null         | expected true or false",
                "1000000       | -1           | 0 to 100000000",
                "1000000       | 1000000000   | 0 to 100000000",
                "1000000       | 1, \"x\": 1  | is unknown here"
            })
    void freshnessThatCanNotHoldIsRefused(String sound, String flawed, String message) {
        assertThatThrownBy(() -> FreshnessSettings.of(fields(FRESHNESS.replace(sound, flawed))))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageStartingWith("bridge.json:1: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"RS256\"     | \"none\"            | is neither RS256 nor HS256",
                "\"RS256\"     | \"HS512\"           | is neither RS256 nor HS256",
                "\"24h\"       | \"25h\"             | at most 24h",
                "\"60s\"       | \"61s\"             | at most 60s",
                "\"60s\"       | \"60s\", \"x\": 1   | is unknown here"
            })
    void tokenRulesThatAreTooWideAreRefused(String sound, String flawed, String message) {
        assertThatThrownBy(() -> TokenSettings.of(fields(TOKENS.replace(sound, flawed))))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(message);
    }
}
