package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;

final class UpdateTest {

    private static Update update(String module, String session) {
        return new Update(module, session, new JsonObject(Map.of(), 1), Instant.EPOCH);
    }

    @Test
    void aSessionIdHas1To128Characters() {
        String longest = "\ud83d\ude80".repeat(128);

        assertThat(update("finance", longest).sessionId()).isEqualTo(longest);
        assertThatThrownBy(() -> update("finance", longest + "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> update("finance", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUpdateNamesItsModule() {
        assertThatThrownBy(() -> update(" ", "s1")).isInstanceOf(IllegalArgumentException.class);
    }
}
