package org.corebucket.bridge.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of {@code systemd.syntax(7)}, as far as these units go: a setting a line, none continued. */
record UnitFile(Path file, List<String> settings) {

    static UnitFile of(String name) throws IOException {
        Path file = Scripts.file("systemd/" + name);
        List<String> settings = Files.readAllLines(file).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("["))
                .toList();
        return new UnitFile(file, settings);
    }

    /** The value of a setting that stands there once. */
    String value(String name) {
        List<String> values = settings.stream()
                .filter(setting -> setting.startsWith(name + "="))
                .map(setting -> setting.substring(name.length() + 1))
                .toList();
        if (values.size() != 1) {
            throw new AssertionError(file + " has " + values.size() + " settings " + name);
        }
        return values.get(0);
    }

    /** The settings from the one named to the last: what the service may not do. */
    List<String> from(String name) {
        for (int i = 0; i < settings.size(); i++) {
            if (settings.get(i).startsWith(name + "=")) {
                return settings.subList(i, settings.size());
            }
        }
        return List.of();
    }
}
