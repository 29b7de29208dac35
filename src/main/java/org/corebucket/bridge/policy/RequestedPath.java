package org.corebucket.bridge.policy;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The files that a request could mean to somebody careless: without {@code .}, {@code ..} and empty names, with backslashes
 * as slashes, composed as Unicode NFC and NFKC, in lower case. Only forbidding goes by these; approving goes by the letter.
 */
final class RequestedPath {

    private static final int FIRST_BEYOND_ASCII = 128;

    private RequestedPath() {}

    /** Paths relative to the root, or with a leading part outside of it, which base names still match. */
    static List<String> readings(String root, String request) {
        List<String> readings = new ArrayList<>();
        for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFKC)) {
            // What is ASCII is composed; asking would load the JDK's Unicode tables with every verify.
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

    /** What is left of the names; a {@code ..} that leads out is dropped. */
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
