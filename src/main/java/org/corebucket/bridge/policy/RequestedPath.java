package org.corebucket.bridge.policy;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * All files that a request might mean if it is read loosely: without {@code .}, {@code ..} and empty names, with backslashes as
 * slashes, in Unicode NFC and NFKC, in lower case. They are only used to forbid; a request is approved to the letter.
 */
final class RequestedPath {

    private static final int FIRST_BEYOND_ASCII = 128;

    private RequestedPath() {}

    /** The paths relative to the root. A path outside of the root is kept, since patterns of base names still match it. */
    static List<String> readings(String root, String request) {
        List<String> readings = new ArrayList<>();
        for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFKC)) {
            // ASCII text is composed already; the normaliser would load the JDK's Unicode tables with every verify.
            String composed = isAscii(request) ? request : Normalizer.normalize(request, form);
            for (String spelling : List.of(composed, composed.replace('\\', '/'))) {
                String path = relative(root, spelling);
                readings.add(path);
                readings.add(path.toLowerCase(Locale.ROOT));
            }
        }
        return readings;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_BEYOND_ASCII) {
                return false;
            }
        }
        return true;
    }

    private static String relative(String root, String path) {
        boolean below = path.startsWith(root + "/");
        return simple(below ? path.substring(root.length() + 1) : path);
    }

    /** The path without {@code .}, {@code ..} and empty names. A {@code ..} that leads out is dropped. */
    private static String simple(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return String.join("/", names);
    }
}
