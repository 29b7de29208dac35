package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Path;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An operator at a deployment whose ledger has five sound entries, and no checkpoint. */
abstract class AtALedger {

    static final String LEDGER = "logs/provenance_chain.jsonl";
    static final String CHECKPOINTS = "logs/checkpoints.jsonl";

    @TempDir
    Path directory;

    Operator operator;
    SampleLedger ledger;

    @BeforeEach
    final void beAtADeploymentWithALedger() throws IOException {
        operator = Operator.atDeployment(directory);
        ledger = SampleLedger.of(5);
        ledger.write(operator.path(LEDGER));
    }
}
