package org.corebucket.bridge.cli.manual;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Model.CommandSpec;

/** Writes the manual pages and completions of a command line. The same model always gives the same bytes. */
public final class Manual {

    private static final int EXTRA_FLAGS = 8;
    private static final byte SMALLEST = 2;

    private final CommandSpec root;

    /** The manual of a command and of all commands below it. */
    public Manual(CommandSpec root) {
        this.root = root;
    }

    /** The pages in Markdown by the names of their files, one for each command. */
    public Map<String, String> markdown() {
        Map<String, String> pages = new TreeMap<>();
        for (ManualPage page : ManualPage.allOf(root)) {
            pages.put(page.name() + ".md", new MarkdownPage(page).render());
        }
        return pages;
    }

    /** The pages for {@code man} by the names of their files, one for each command. */
    public Map<String, String> manPages(Release release) {
        Map<String, String> pages = new TreeMap<>();
        for (ManualPage page : ManualPage.allOf(root)) {
            pages.put(page.name() + ".1", new ManPage(page, release).render());
        }
        return pages;
    }

    /** The pages for {@code man} that are about no single command, section 7. */
    public Map<String, String> topics(Release release) {
        return Map.of(ExitCodesPage.nameFor(root.name()) + ".7", new ExitCodesPage(root.name(), release).render());
    }

    /** The completions for bash and zsh, by their paths below {@code /usr/share}. */
    public Map<String, String> completions() {
        return Map.of(
                "bash-completion/completions/" + root.name(), BashCompletion.of(root),
                "zsh/vendor-completions/_" + root.name(), ZshCompletion.of(root));
    }

    /** Writes texts below a directory, which is made if need be. */
    public static void write(Path directory, Map<String, String> texts) throws IOException {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Path file = directory.resolve(text.getKey());
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text.getValue());
        }
    }

    /**
     * Writes texts compressed, as {@code man} keeps them. Java puts neither name nor time into such a file, so the same
     * text gives the same bytes.
     */
    public static void writeCompressed(Path directory, Map<String, String> texts) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Files.write(directory.resolve(text.getKey() + ".gz"), compress(text.getValue()));
        }
    }

    /** As Debian wants it: compressed as well as can be, and said so, which Java does not (RFC 1952, XFL). */
    private static byte[] compress(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream compressed = new Smallest(bytes)) {
            compressed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] file = bytes.toByteArray();
        file[EXTRA_FLAGS] = SMALLEST;
        return file;
    }

    /** Like {@code gzip -9}. */
    private static final class Smallest extends GZIPOutputStream {

        Smallest(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
