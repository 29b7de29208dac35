package org.corebucket.bridge.ledger;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds a string that is a member of an object in canonical form, without parsing the rest: a million payloads are read
 * at a start. In the canonical form, names and strings begin after a quote and end at the next that is not escaped.
 */
final class CanonicalMember {

    private final byte[] form;
    private final byte[] opening;

    private CanonicalMember(byte[] form, String name) {
        this.form = form;
        this.opening = ("\"" + name + "\": ").getBytes(StandardCharsets.US_ASCII);
    }

    /** The text between the quotes, as it stands; null if the object itself has no such member, or it is no string. */
    static @Nullable String string(byte[] canonical, String name) {
        return new CanonicalMember(canonical, name).find();
    }

    private @Nullable String find() {
        int depth = 0;
        for (int at = 0; at < form.length; at++) {
            switch (form[at]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    int end = endOfString(at);
                    if (depth == 1 && isOpening(at)) {
                        int value = at + opening.length;
                        return value < form.length && form[value] == '"' ? text(value) : null;
                    }
                    at = end;
                }
                default -> {
                    // Numbers, literals and separators have no structure of their own.
                }
            }
        }
        return null;
    }

    private String text(int quote) {
        return new String(form, quote + 1, endOfString(quote) - quote - 1, StandardCharsets.US_ASCII);
    }

    /** A string that is a value has no colon behind it, and so is no opening. */
    private boolean isOpening(int at) {
        if (at + opening.length > form.length) {
            return false;
        }
        for (int i = 0; i < opening.length; i++) {
            if (form[at + i] != opening[i]) {
                return false;
            }
        }
        return true;
    }

    /** The place of the quote that ends the string which begins at one; the form's end if it is cut off. */
    private int endOfString(int quote) {
        int at = quote + 1;
        while (at < form.length && form[at] != '"') {
            at += form[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, form.length);
    }
}
