package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultyDiskTest extends OnAFaultyDisk {

    @BeforeEach
    void plug() throws Exception {
        plug(Operator.atDeployment(directory));
        disk.run("verify");
    }

    @Test
    void countsTheCallsOfACommandAndFailsTheOneThatIsNamed() throws Exception {
        int calls = disk.count(Fault.once(Fault.Kind.SYNC, 1, Fault.EIO), "verify");
        assertThat(calls).isPositive();

        Answer answer = disk.run(Fault.once(Fault.Kind.SYNC, calls, Fault.EIO), "verify");

        assertThat(disk.wasHit()).isTrue();
        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.err()).contains("Input/output error");
        assertThat(disk.run("verify").code()).isZero();
    }

    @Test
    void killsAndStartsAnew() throws Exception {
        Answer answer = disk.run(Fault.kill(1), "verify");

        assertThat(answer.code()).isEqualTo(FaultyDisk.KILLED);
        assertThat(disk.run("verify").code()).isZero();
    }

    @Test
    void recordsWhatACommandDid() throws Exception {
        byte[] before = operator.read("logs/production_audit.jsonl");
        DiskTrace trace = disk.record("verify");

        assertThat(trace.answer().code()).isZero();
        byte[] after = Files.readAllBytes(operator.path("logs/production_audit.jsonl"));
        assertThat(trace.calls()).anySatisfy(call -> {
            assertThat(call.what()).isEqualTo('W');
            assertThat(call.number()).isEqualTo(before.length);
            assertThat(call.data()).hasSize(after.length - before.length);
        });
    }

    @Test
    void aReadFailsAsWell() throws Exception {
        Answer answer = disk.run(Fault.alwaysFrom(Fault.Kind.READ, 1, Fault.EIO), "verify");

        assertThat(disk.wasHit()).isTrue();
        assertThat(answer.code()).isNotZero();
        assertThat(answer.out() + answer.err()).contains("Input/output error");
    }

    /** These two are in no list of commands that write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "token issue --role module --subject finance",
                "heartbeat --module finance --bridge http://127.0.0.1:9"
            })
    void aCommandThatOnlyReadsWritesNothing(String line) throws Exception {
        DiskTrace trace = disk.record(line.split(" "));

        assertThat(trace.answer().code()).isIn(0, 69);
        assertThat(trace.calls()).isEmpty();
    }
}
