package org.corebucket.bridge.json;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that was meant where a user misspelt it. */
public final class Misspelling {

    private Misspelling() {}

    /** The name that is nearest to the wanted one, if it is near enough for a misspelling. */
    public static Optional<String> of(String wanted, Collection<String> names) {
        String nearest = null;
        int least = Math.max(1, wanted.length() / 4) + 1;
        for (String name : names) {
            int distance = isPartOf(plain(name), plain(wanted)) ? 0 : distance(plain(wanted), plain(name));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** The name without case and separators, which are what people mistake most often. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = Character.toLowerCase(name.charAt(i));
            if (c != '_' && c != '-' && c != ' ') {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static boolean isPartOf(String a, String b) {
        return Math.min(a.length(), b.length()) > 2 && (a.contains(b) || b.contains(a));
    }

    /** The edit distance: how many letters have to be inserted, removed, replaced or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
