package org.corebucket.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that no test may run, and what can be said of it all the same. */
record UnrunCommand(String text) {

    private static final Pattern UNIT = Pattern.compile("bridgectl-[a-z]+(?:\\.service|\\.timer)");
    private static final Pattern SCRIPT = Pattern.compile("(?<![\\w-])scripts/[\\w./-]*\\w");
    private static final Pattern BRIDGECTL = Pattern.compile("(?:^|[ /])bridgectl(?! bridgectl)((?: [^|;&#]*)?)");

    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

    static UnrunCommand of(String text) {
        return new UnrunCommand(text);
    }

    /** Its syntax is a shell's, and the units, scripts, commands and options that it names are there. */
    void check(String where) throws Exception {
        Process bash = new ProcessBuilder("bash", "-n", "-c", text).inheritIO().start();
        assertThat(bash.waitFor()).as(where).isZero();
        for (String unit : found(UNIT)) {
            assertThat(Documents.file("scripts/systemd/" + unit)).as(where).exists();
        }
        for (String script : found(SCRIPT)) {
            assertThat(Documents.file(script)).as(where).exists();
        }
        Matcher bridgectl = BRIDGECTL.matcher(text);
        while (bridgectl.find()) {
            checkCommand(where, bridgectl.group(1).strip());
        }
    }

    private List<String> found(Pattern pattern) {
        return pattern.matcher(text).results().map(result -> result.group()).toList();
    }

    /** Its help must have each of its options. What {@code run} starts has options of its own. */
    private static void checkCommand(String where, String words) {
        List<String> command = new ArrayList<>();
        for (String word : words.replaceFirst("--root[ =]\\S+ ?", "").split(" ", -1)) {
            if (!word.matches("[a-z]+")) {
                break;
            }
            command.add(word);
        }
        if (!command.isEmpty()) {
            Optional<String> help = CommandHelp.of(command);
            assertThat(help).as(where + ": " + command).isPresent();
            Matcher option = OPTION.matcher(words);
            while (option.find() && !command.get(0).equals("run")) {
                assertThat(help.orElseThrow()).as(where).contains(option.group());
            }
        }
    }
}
