package org.corebucket.bridge.attributes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.text.FileNames;

/**
 * A program that tells what Java can't: getfattr(1) and getfacl(1) print, for each file that has any, a line with its name and then
 * one line for each attribute. They are started by their fixed paths, with no shell.
 */
record AttributeTool(Path program, List<String> options, String debianPackage) {

    /** All extended attributes, their values in hexadecimal. */
    static final AttributeTool XATTR = new AttributeTool(
            Path.of("/usr/bin/getfattr"), List.of("--dump", "--no-dereference", "--match=-", "--encoding=hex"), "attr");

    /** Lists of more entries than the mode has, with numeric ids. */
    static final AttributeTool ACL = new AttributeTool(
            Path.of("/usr/bin/getfacl"), List.of("--skip-base", "--numeric", "--no-effective"), "acl");

    private static final String NAME = "# file: ";
    private static final int BATCH = 500;
    private static final long LIMIT_SECONDS = 60;

    /** Whether the program is there. */
    boolean isInstalled() {
        return Files.isExecutable(program);
    }

    /**
     * The lines about each file that has any attribute.
     *
     * @param root the directory at which the paths begin
     */
    Map<String, List<String>> linesOf(Path root, List<String> paths) throws IOException {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (int from = 0; from < paths.size(); from += BATCH) {
            List<String> command = new ArrayList<>();
            command.add(program.toString());
            command.addAll(options);
            command.add("--");
            command.addAll(paths.subList(from, Math.min(paths.size(), from + BATCH)));
            parse(output(root, command), lines);
        }
        return lines;
    }

    private String output(Path root, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            in.transferTo(out);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(program + " could not tell the attributes of every file");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        } finally {
            process.destroyForcibly();
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static void parse(String output, Map<String, List<String>> lines) {
        List<String> current = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            if (line.startsWith(NAME)) {
                current = new ArrayList<>();
                lines.put(name(line.substring(NAME.length())), current);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                current.add(line);
            }
        }
    }

    /**
     * A name as they print it: a backslash stands before three octal digits of a byte that would not stand on a line, or before another
     * backslash.
     */
    static String name(String printed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(printed.length());
        for (int i = 0; i < printed.length(); i++) {
            boolean escaped = printed.charAt(i) == '\\';
            if (escaped && printed.charAt(i + 1) != '\\') {
                bytes.write(Integer.parseInt(printed, i + 1, i + 4, 8));
                i += 3;
            } else {
                i += escaped ? 1 : 0;
                bytes.write(printed.charAt(i));
            }
        }
        return FileNames.of(bytes.toByteArray());
    }
}
