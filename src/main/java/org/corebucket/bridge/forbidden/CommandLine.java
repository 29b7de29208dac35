package org.corebucket.bridge.forbidden;

import java.util.List;
import java.util.Locale;
import org.corebucket.bridge.json.Quoted;

/** Makes another process's command line fit for a message. */
final class CommandLine {

    private static final int LONGEST = 200;

    /** Words that mark an option or variable as secret, so that its value is not shown. */
    private static final List<String> SECRETS =
            List.of("password", "passwd", "passphrase", "secret", "token", "apikey");

    private CommandLine() {}

    /** The command line on one line, cut after 200 characters, and without the values of passwords, secrets and tokens. */
    static String shown(List<String> arguments) {
        StringBuilder line = new StringBuilder();
        boolean hide = false;
        for (String argument : arguments) {
            if (line.length() > LONGEST) {
                break;
            }
            boolean secret = isSecret(argument);
            int equals = argument.indexOf('=');
            line.append(line.isEmpty() ? "" : " ");
            if (hide) {
                line.append("***");
            } else if (secret && equals >= 0) {
                line.append(argument, 0, equals + 1).append("***");
            } else {
                line.append(argument);
            }
            hide = !hide && secret && equals < 0 && argument.startsWith("-");
        }
        String printable = Quoted.printable(line.toString());
        return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "...";
    }

    private static boolean isSecret(String argument) {
        int equals = argument.indexOf('=');
        String name = lower(equals < 0 ? argument : argument.substring(0, equals));
        for (String secret : SECRETS) {
            if (name.contains(secret)) {
                return true;
            }
        }
        return false;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
