package org.corebucket.bridge.cli.shared;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.text.Digits;
import org.corebucket.bridge.text.TextColumns;
import org.jspecify.annotations.Nullable;

/**
 * Which of the standard streams are terminals. Java can't find out for each stream, so the launcher does, and sets a
 * property.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 */
public record Terminal(boolean out, boolean err) {

    /** Neither stream is a terminal. */
    public static final Terminal NONE = new Terminal(false, false);

    /** The width if there is no terminal, or its width is not known. */
    private static final int MOST_DIGITS = 6;

    private static final int USUAL = 80;

    private static final long PATIENCE_MILLIS = 500;

    /** The streams of this process, as the launcher found them. */
    public static Terminal system() {
        String streams = "," + System.getProperty("bridgectl.terminal", "") + ",";
        return new Terminal(streams.contains(",out,"), streams.contains(",err,"));
    }

    /**
     * Whether the terminal obeys control sequences for colours and for clearing a line; a dumb one shows them as text.
     */
    static boolean obeys(Host host) {
        return !"dumb".equals(host.variable("TERM"));
    }

    /** Whether a line of the terminal can be cleared and written anew. */
    public boolean clears(Host host) {
        return obeys(host);
    }

    /**
     * The width of the terminal in columns, from 20 to 300: the value of {@code COLUMNS}, else what {@code stty} says,
     * which takes a process; 80 if there is no terminal.
     */
    public int columns(Host host) {
        int columns = number(host.variable("COLUMNS"));
        if (columns <= 0 && (out || err)) {
            columns = asked();
        }
        return columns <= 0 ? USUAL : Math.max(TextColumns.NARROWEST, Math.min(TextColumns.WIDEST, columns));
    }

    private static int asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return 0;
            }
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return number(size.substring(size.indexOf(' ') + 1));
        } catch (IOException e) {
            return 0; // no terminal is this process's own, or no stty is there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int number(@Nullable String text) {
        return text != null && Digits.isNumber(text, MOST_DIGITS) ? Integer.parseInt(text) : 0;
    }
}
