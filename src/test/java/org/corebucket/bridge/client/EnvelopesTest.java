package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;

/** What is signed ahead serves one attempt at the update that it was signed for, and soon. */
final class EnvelopesTest {

    private static final RsaPrivateKey KEY = RsaPrivateKey.generate(2048);

    private final AtomicInteger signed = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private boolean keyIsThere = true;
    private final Envelopes envelopes = new Envelopes(new Keys(), () -> now);

    private final class Keys implements Credentials {

        @Override
        public RsaPrivateKey key(String module) throws IOException {
            if (!keyIsThere) {
                throw new IOException("there is no key");
            }
            signed.incrementAndGet();
            return KEY;
        }

        @Override
        public String token(String module) {
            return "";
        }

        @Override
        public boolean replace(String refused) {
            return false;
        }
    }

    private static Update update(String module, String session) {
        return new Update(module, session, new JsonObject(Map.of(), 1), Instant.EPOCH);
    }

    private static Update finance(String session) {
        return update("finance", session);
    }

    private void signAhead(Update next) {
        envelopes.signAhead(() -> Optional.of(next));
    }

    @Test
    void whatWasSignedAheadIsGivenOnce() throws Exception {
        signAhead(finance("s2"));
        assertThat(signed).hasValue(1);

        String first = envelopes.of(finance("s2"));

        assertThat(signed).hasValue(1);
        assertThat(first).contains("\"session_id\": \"s2\"", "\"timestamp\": \"2026-11-23T08:00:00Z\"");
        assertThat(envelopes.of(finance("s2"))).isNotEqualTo(first);
        assertThat(signed).hasValue(2);
    }

    @Test
    void anotherUpdateIsSignedForItselfAndLeavesItThere() throws Exception {
        signAhead(finance("s2"));

        assertThat(envelopes.of(finance("s1"))).contains("\"session_id\": \"s1\"");
        assertThat(signed).hasValue(2);
        assertThat(envelopes.of(finance("s2"))).contains("\"session_id\": \"s2\"");
        assertThat(signed).hasValue(2);
    }

    @Test
    void eachModuleHasOneOfItsOwn() throws Exception {
        signAhead(finance("s2"));
        signAhead(update("education", "s2"));

        assertThat(envelopes.of(finance("s2"))).contains("\"module\": \"finance\"");
        assertThat(envelopes.of(update("education", "s2"))).contains("\"module\": \"education\"");
        assertThat(signed).hasValue(2);
    }

    @Test
    void whatWaitedTooLongIsSignedAnew() throws Exception {
        signAhead(finance("s2"));
        now = now.plus(Envelopes.FRESH).plusMillis(1);

        assertThat(envelopes.of(finance("s2"))).contains("\"timestamp\": \"2026-11-23T08:00:10.001Z\"");
        assertThat(signed).hasValue(2);
    }

    @Test
    void whatIsSignedInTheFutureOfAClockSetBackIsSignedAnew() throws Exception {
        signAhead(finance("s2"));
        now = now.minus(Duration.ofMillis(1));

        assertThat(envelopes.of(finance("s2"))).contains("\"timestamp\": \"2026-11-23T07:59:59.999Z\"");
    }

    @Test
    void whatCanNotBeSignedAheadIsToldInItsTurn() {
        keyIsThere = false;
        signAhead(finance("s2"));

        assertThatThrownBy(() -> envelopes.of(finance("s2")))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no key");
    }

    @Test
    void whereNothingIsKnownOrNothingCanBeReadNothingIsSigned() {
        envelopes.signAhead(Optional::empty);
        envelopes.signAhead(() -> {
            throw new IOException("the outbox can't be read");
        });

        assertThat(signed).hasValue(0);
    }
}
