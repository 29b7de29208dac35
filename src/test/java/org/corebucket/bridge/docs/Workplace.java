package org.corebucket.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.docs.Page.Block;
import org.corebucket.bridge.docs.Page.Command;
import org.corebucket.bridge.testkit.Operator;

/** The host on which a page's commands run: a directory that stands for its root, the launcher on PATH, and a free port. */
final class Workplace {

    private static final int LIMIT_SECONDS = 240;
    private static final List<String> PLACES = List.of("/srv/bridge", "/media/usb", "/var/backups");

    private final Path scratch;
    private final Path sample;
    private final int port;

    private Workplace(Path scratch, Path sample, int port) {
        this.scratch = scratch;
        this.sample = sample;
        this.port = port;
    }

    static Workplace in(Path base) throws IOException {
        Path scratch = base.toRealPath();
        Path bin = Files.createDirectories(scratch.resolve("toolkit/bin"));
        Path lib = Files.createDirectory(scratch.resolve("toolkit/lib"));
        Files.copy(Documents.file("scripts/bridgectl"), bin.resolve("bridgectl"));
        Files.copy(Path.of(System.getProperty("bridgectl.jar")), lib.resolve("bridgectl.jar"));
        Files.createDirectory(scratch.resolve("out"));
        int port = freePort();
        return new Workplace(scratch, sample(scratch, port), port);
    }

    /** A deployment of two adopted scripts, sealed with its bridge at this port. */
    private static Path sample(Path scratch, int port) throws IOException {
        Operator operator = Operator.atStrangeDeployment(Files.createDirectory(scratch.resolve("sample")));
        operator.setClock(Clock.systemUTC());
        String descriptor = "canonical/core_bucket_bridge.json";
        operator.write(descriptor, operator.text(descriptor).replace("\"port\": 8000", "\"port\": " + port));
        assertThat(operator.run("freeze", "--reason", "a free port").code()).isZero();
        return operator.root();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a page's commands in one shell; the first that does not end as it should is an error. */
    void run(Page page) throws Exception {
        StringBuilder script = new StringBuilder(". "
                + quoted(Documents.file("src/test/resources/docs/harness.sh")
                        .toRealPath()
                        .toString())
                + "\ngiven_an_empty_host\n");
        for (Block block : page.blocks()) {
            if (isRun(block)) {
                append(page, block, script);
            }
        }
        bash(Files.writeString(scratch.resolve("page.sh"), script));
    }

    /** Whether a block's commands are run: it does not say otherwise, and what it needs is there. */
    static boolean isRun(Block block) {
        return block.hasCommands() && !block.isOnlyLookedAt() && hasWhatItNeeds(block);
    }

    /** Whether there is what a block needs: a file of the checkout, or a command of bridgectl. */
    static boolean hasWhatItNeeds(Block block) {
        String need = block.comment("needs");
        return need.isEmpty()
                || (need.contains("/")
                        ? Files.exists(Documents.file(need))
                        : CommandHelp.of(List.of(need)).isPresent());
    }

    private void append(Page page, Block block, StringBuilder script) {
        if (block.says("given")) {
            script.append("given_")
                    .append(block.comment("given").replace(' ', '_'))
                    .append(" || exit\n");
        }
        List<Command> commands = block.commands();
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            boolean ends = i == commands.size() - 1 && block.says("exits");
            script.append("run ").append(quoted(page.name() + ":" + command.line()));
            script.append(' ').append(command.line());
            script.append(' ').append(ends ? block.comment("exits") : "0");
            script.append(' ').append(quoted(command.text().endsWith("&") ? block.comment("until") : ""));
            script.append(' ').append(quoted(here(command.text()))).append('\n');
        }
    }

    private void bash(Path script) throws Exception {
        // Whoever started the tests may ignore signals, and a Java would go on ignoring them.
        ProcessBuilder builder = new ProcessBuilder("env", "--default-signal", "bash", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("log").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", scratch.resolve("toolkit/bin") + ":/usr/bin:/bin");
        builder.environment().put("HOME", scratch.resolve("home").toString());
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // The launcher would go on making an archive while the test's directory is removed.
        builder.environment().put("XDG_CACHE_HOME", "/dev/null");
        builder.environment().put("SCRATCH", scratch.toString());
        builder.environment().put("OUT", scratch.resolve("out").toString());
        builder.environment().put("SAMPLE", sample.toString());
        builder.environment()
                .put("CLIENTS", Path.of("src/docs/clients").toAbsolutePath().toString());
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError("still running: " + Files.readString(scratch.resolve("log")));
        }
        assertThat(process.exitValue())
                .as(there(Files.readString(scratch.resolve("log"))))
                .isZero();
    }

    /** What a command printed, as if it had run where the page says. */
    String printedBy(Command command) throws IOException {
        return there(Files.readString(scratch.resolve("out").resolve(String.valueOf(command.line()))));
    }

    private String here(String text) {
        String moved = text.replace("127.0.0.1:8000", "127.0.0.1:" + port);
        for (String place : PLACES) {
            moved = moved.replace(place, scratch + place);
        }
        return moved;
    }

    private String there(String text) {
        return text.replace(scratch.toString(), "");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
