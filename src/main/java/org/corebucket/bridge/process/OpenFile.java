package org.corebucket.bridge.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that a process has open.
 *
 * @param number the descriptor's
 * @param file which file it is
 * @param closesOnExec whether a program that the process starts does not inherit it
 */
public record OpenFile(int number, FileId file, boolean closesOnExec) {

    private static final String FLAGS = "flags:";
    private static final int CLOSE_ON_EXEC = 02000000;

    static List<OpenFile> of(Path process) {
        String[] numbers = process.resolve("fd").toFile().list();
        List<OpenFile> files = new ArrayList<>();
        for (String number : numbers == null ? new String[0] : numbers) {
            ProcFiles.file(process.resolve("fd").resolve(number))
                    .ifPresent(file ->
                            files.add(new OpenFile(Integer.parseInt(number), file, closesOnExec(process, number))));
        }
        return files;
    }

    private static boolean closesOnExec(Path process, String number) {
        String info = new String(ProcFiles.bytes(process + "/fdinfo/" + number), StandardCharsets.US_ASCII);
        for (String line : info.lines().toList()) {
            if (line.startsWith(FLAGS)) {
                return (Integer.parseInt(line.substring(FLAGS.length()).strip(), 8) & CLOSE_ON_EXEC) != 0;
            }
        }
        return false;
    }
}
