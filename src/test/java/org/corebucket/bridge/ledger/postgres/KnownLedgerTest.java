package org.corebucket.bridge.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.KeptConnection;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.LedgerMemory;
import org.corebucket.bridge.testkit.PostgresServer;
import org.corebucket.bridge.testkit.SampleEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is recorded at a server that has not what some node, or this host, knows to be stored. */
final class KnownLedgerTest {

    private final List<LedgerWentBackException> wentBack = new ArrayList<>();
    private SharedStores stores;

    @BeforeEach
    void make() throws Exception {
        stores = new SharedStores(PostgresServer.shared());
    }

    @AfterEach
    void drop() throws Exception {
        stores.close();
    }

    /** What this host has seen. */
    private record Seen(long size, String hash) implements LedgerMemory {

        @Override
        public Optional<Mark> last() {
            return Optional.of(new Mark(size, hash));
        }

        @Override
        public void remember(Mark mark) {}
    }

    private int asked(LedgerMemory memory) throws Exception {
        Database database = stores.database(PostgresServer.shared().address());
        try (KeptConnection connection = new KeptConnection(database, new KnownLedger("it", memory, wentBack::add))) {
            return connection.ask(to -> 1);
        }
    }

    private List<Receipt> twoEntries() throws Exception {
        return SharedStores.stored(stores.open("n1"), SampleEntries.entry(1), SampleEntries.entry(2));
    }

    @Test
    void aServerThatHasItAllIsAsked() throws Exception {
        List<Receipt> receipts = twoEntries();

        assertThat(asked(new NoMemory())).isEqualTo(1);
        assertThat(asked(new Seen(2, receipts.get(1).hash().hex()))).isEqualTo(1);
        assertThat(wentBack).isEmpty();
    }

    @Test
    void whatThisHostSawMustBeThereThoughAllTablesAgree() throws Exception {
        List<Receipt> receipts = twoEntries();

        assertThatThrownBy(() -> asked(new Seen(3, "5f".repeat(32)))).hasMessageContaining("entry 3 was acknowledged");
        assertThatThrownBy(() -> asked(new Seen(1, receipts.get(1).hash().hex())))
                .hasMessageContaining(
                        "now has the hash " + receipts.get(0).hash().hex());
        assertThat(wentBack).hasSize(2);
    }

    @Test
    void whatAnyNodeWroteMustBeThere() throws Exception {
        twoEntries();
        stores.schema().psql("INSERT INTO node (id, acked, acked_hash, seen_at) VALUES ('n9', 7, 'ab', now())");

        assertThatThrownBy(() -> asked(new NoMemory())).isInstanceOf(LedgerWentBackException.class);
    }
}
