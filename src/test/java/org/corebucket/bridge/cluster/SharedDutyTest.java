package org.corebucket.bridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.corebucket.bridge.alert.AlertDuty;
import org.corebucket.bridge.alert.AlertDutyContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The duty by the database, of one node that is alone, and of several. */
final class SharedDutyTest extends AlertDutyContract {

    private final SlotDatabase database;
    private final AlertDuty other;

    SharedDutyTest() throws Exception {
        database = new SlotDatabase();
        other = database.group("b").duty(QUIET);
    }

    @Override
    protected AlertDuty make() throws Exception {
        return database.group("a").duty(QUIET);
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Override
    protected void setClock() throws Exception {
        database.setClock(now);
    }

    @Test
    void ofSeveralNodesOneTells() throws Exception {
        AlertDuty one = make();
        assertThat(one.toTell(LATE)).isEqualTo(LATE);
        assertThat(other.toTell(LATE)).isEmpty();
        one.told(LATE);
        after(Duration.ofMinutes(1));

        assertThat(other.toTell(LATE)).isEmpty();
        assertThat(make().toTell(LATE)).as("after a restart").isEmpty();
    }

    @Test
    void whoDiesBeforeItHasToldIsReplaced() throws Exception {
        assertThat(make().toTell(LATE)).isEqualTo(LATE);
        after(Duration.ofSeconds(29));
        assertThat(other.toTell(LATE)).isEmpty();
        after(Duration.ofSeconds(2));

        assertThat(other.toTell(LATE)).isEqualTo(LATE);
        other.told(LATE);
        assertThat(make().toTell(LATE)).isEmpty();
    }

    @Test
    void whoCanNotTellIsReplacedThoughItGoesOnTrying() throws Exception {
        AlertDuty one = make();
        for (int i = 0; i < 6; i++) {
            assertThat(one.toTell(LATE)).isEqualTo(LATE);
            assertThat(other.toTell(LATE)).isEmpty();
            after(Duration.ofSeconds(5));
        }
        after(Duration.ofSeconds(1));

        assertThat(other.toTell(LATE)).isEqualTo(LATE);
    }

    @Test
    void aNodeThatSeesItStillKeepsItFromBeingNew() throws Exception {
        AlertDuty one = make();
        one.toTell(LATE);
        one.told(LATE);
        after(Duration.ofMinutes(10));
        other.toTell(LATE);
        after(Duration.ofMinutes(10));

        assertThat(one.toTell(LATE)).isEmpty();
    }
}
