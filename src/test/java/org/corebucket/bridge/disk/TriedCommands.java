package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.RunningBridge;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A command that writes is tried again and again; what is wrong is gathered, and told at the end. */
@NullUnmarked // plugged in by each test
abstract class TriedCommands extends OnAFaultyDisk {

    /** For a bridge, whose disk is sound. */
    @TempDir
    Path elsewhere;

    /** What is known of a command whose host lost its power. */
    static final Answer NO_ANSWER = new Answer(FaultyDisk.KILLED, "", "");

    private final List<String> wrong = new ArrayList<>();
    private RunningBridge bridge;
    private WritingCommand command;

    @AfterEach
    final void endBridge() throws IOException {
        if (bridge != null) {
            bridge.close();
        }
    }

    /** Prepares a deployment for a command, and gives the tree of files as it is before. */
    final CrashStates.Tree prepare(WritingCommand tried) throws Exception {
        command = tried;
        Operator at = tried.fresh() ? Operator.at(directory) : Operator.atDeployment(directory);
        at.setClock(Clock.systemUTC());
        if (!tried.fresh()) {
            at.run("verify");
        }
        if (tried.needsBridge()) {
            bridge = new RunningBridge(elsewhere);
        }
        tried.preparation().of(at);
        plug(at);
        return CrashStates.snapshot(directory);
    }

    /** What is typed. */
    final String[] args() throws IOException {
        return command.args(site());
    }

    private WritingCommand.Site site() {
        return new WritingCommand.Site(operator, bridge);
    }

    /** Does what comes before each try. */
    final void approach() throws Exception {
        if (bridge != null) {
            bridge.pass(Duration.between(bridge.now(), Instant.now()));
        }
        command.eachTime().of(operator);
    }

    /** After a try: what holds always holds, {@code verify} tells the old or the new, and a second try comes to its end. */
    final void examine(String what, Answer answer) throws IOException {
        look(what, answer);
        Answer verdict = disk.run("verify");
        require(command.ready().contains(verdict.code()), what + "\n  then verify", verdict);
        Answer second = disk.run(args());
        require(command.done().contains(second.code()), what + "\n  then again", second);
        look(what + "\n  then again", second);
        Answer end = disk.run("verify");
        require(end.code() == command.after(), what + "\n  then again " + second + "\n  then verify", end);
    }

    private void look(String what, Answer answer) {
        try {
            command.always().of(site(), answer);
        } catch (Exception | AssertionError e) {
            wrong.add("\n" + what + " -> " + e);
        }
    }

    final void require(boolean right, String what, Answer seen) {
        if (!right) {
            wrong.add("\n" + what + "\n  -> " + seen.code() + " " + seen.violations() + seen.err());
        }
    }

    final void assertNothingIsWrong() {
        assertThat(wrong).isEmpty();
    }
}
