package org.corebucket.bridge.http.wire;

/** The characters of request lines and field lines (RFC 9110, sections 5.5 and 5.6.2; RFC 3986, section 2). */
public final class FieldSyntax {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** Visible characters that a URI has only percent-encoded, and the one that begins a fragment. */
    private static final String NOT_IN_TARGETS = "\"#<>\\^`{|}";

    private FieldSyntax() {}

    /** Whether the text is a token, as methods and field names are. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenCharacter(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return letter || TOKEN_MARKS.indexOf(c) >= 0;
    }

    static boolean isTargetCharacter(char c) {
        return c > ' ' && c < 0x7f && NOT_IN_TARGETS.indexOf(c) < 0;
    }

    /**
     * Whether the text may be a field's value: it has no control character but the tab, and no character above 0xFF.
     */
    public static boolean isValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
