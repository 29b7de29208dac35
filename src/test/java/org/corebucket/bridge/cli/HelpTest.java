package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Host;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** The help of every command that there is. */
final class HelpTest {

    private static final int COLUMNS = 80;

    private final Map<String, CommandSpec> commands = new TreeMap<>();

    HelpTest() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Host host = new Host(Map.of(), Path.of("/"), Clock.systemUTC());
        add(Bridgectl.model(new Session(host, nowhere, nowhere, Terminal.NONE), new GlobalOptions()));
    }

    private void add(CommandSpec command) {
        commands.put(command.qualifiedName(), command);
        for (CommandLine below : command.subcommands().values()) {
            add(below.getCommandSpec());
        }
    }

    @Test
    void noLineIsWiderThanATerminal() {
        assertThat(commands).containsKeys("bridgectl", "bridgectl verify", "bridgectl keys generate");
        commands.forEach((name, command) ->
                assertThat(help(command).lines()).as(name).allMatch(line -> line.length() <= COLUMNS));
    }

    @Test
    void examplesAndExitCodesStandThereAsTheyWereWritten() {
        commands.forEach((name, command) -> assertThat(help(command).lines())
                .as(name)
                .contains(command.usageMessage().footer()));
    }

    private static String help(CommandSpec command) {
        return new CommandLine(command).getUsageMessage(Ansi.OFF);
    }
}
