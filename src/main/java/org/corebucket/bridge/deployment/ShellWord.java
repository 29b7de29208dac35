package org.corebucket.bridge.deployment;

/** Quotes a path so that a POSIX shell reads it as one word, and no command reads it as an option. */
public final class ShellWord {

    private ShellWord() {}

    /** The path itself if it needs no quotes. */
    public static String of(String path) {
        String named = path.startsWith("-") ? "./" + path : path;
        for (int i = 0; i < named.length(); i++) {
            char c = named.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "._-/+".indexOf(c) >= 0;
            if (!plain) {
                return "'" + named.replace("'", "'\\''") + "'";
            }
        }
        return named;
    }
}
