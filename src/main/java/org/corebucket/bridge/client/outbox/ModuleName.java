package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Quoted;

/**
 * Spells a module's name as a file's name. Whatever the name is, the result is a single file name that stays in its directory
 * and can be read back.
 */
final class ModuleName {

    private static final HexFormat HEX = HexFormat.of();
    private static final int HEX_DIGITS = 4;

    /** The longest spelling: Linux allows 255 bytes, and a suffix needs some of them. */
    private static final int LONGEST = 240;

    private ModuleName() {}

    /**
     * Checks a module's name, and returns it.
     *
     * @throws IllegalArgumentException if it is too long for a file name
     */
    static String requireFits(String module) {
        if (file(module).length() > LONGEST) {
            throw new IllegalArgumentException("the module's name is too long to name a file: " + Quoted.of(module));
        }
        return module;
    }

    /** The file name of a module. */
    static String file(String module) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < module.length(); i++) {
            char c = module.charAt(i);
            if (isPlain(c)) {
                name.append(c);
            } else {
                name.append('%').append(HEX.toHexDigits(c));
            }
        }
        return name.toString();
    }

    /** The module of a file name; empty if it does not have the form that {@link #file} gives. */
    private static Optional<String> module(String file) {
        StringBuilder module = new StringBuilder();
        for (int i = 0; i < file.length(); i++) {
            char c = file.charAt(i);
            if (c == '%' && i + HEX_DIGITS < file.length() && isHex(file, i + 1)) {
                module.append((char) HexFormat.fromHexDigits(file, i + 1, i + 1 + HEX_DIGITS));
                i += HEX_DIGITS;
            } else {
                module.append(c);
            }
        }
        String name = module.toString();
        return file(name).equals(file) ? Optional.of(name) : Optional.empty();
    }

    /** The modules that have a file or directory there, sorted; none if the directory is not there. */
    static Set<String> files(Path directory, String suffix) throws IOException {
        Set<String> modules = new TreeSet<>();
        for (String name : TreeFiles.names(directory, "*" + suffix)) {
            module(name.substring(0, name.length() - suffix.length())).ifPresent(modules::add);
        }
        return modules;
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean isHex(String text, int from) {
        for (int i = from; i < from + HEX_DIGITS; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
