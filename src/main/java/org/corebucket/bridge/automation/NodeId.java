package org.corebucket.bridge.automation;

/**
 * The name of a node, which it gives in all that it sends: {@code node-001} and onwards.
 *
 * @param text the name
 */
public record NodeId(String text) {

    /** So many nodes have names of three digits. */
    public static final int MOST = 999;

    /**
     * The node of a number.
     *
     * @param number from 1 to {@link #MOST}
     */
    public static NodeId of(int number) {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException("nodes are numbered from 1 to " + MOST + ", not " + number);
        }
        String digits = Integer.toString(number);
        return new NodeId("node-" + "000".substring(digits.length()) + digits);
    }

    @Override
    public String toString() {
        return text;
    }
}
