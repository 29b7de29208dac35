package org.corebucket.bridge.ledger.read;

/**
 * Reads and hashes the lines of a ledger in one of its two forms, one after the other. All methods speak of the line
 * that was read last. It is for one thread.
 */
public abstract sealed class EntryReader permits EntryScanner, V5Reader {

    /** The hash that the line states; below it, the hash that was computed. */
    final byte[] stated = new byte[HexDigest.BYTES];

    final byte[] actual = new byte[HexDigest.BYTES];

    /** The hash of the entry before, as the line states it; undefined if the line states none. */
    final byte[] previous = new byte[HexDigest.BYTES];

    boolean hasPrevious;
    long seq;

    /**
     * Reads the line that begins at an offset.
     *
     * @param bytes with a line feed at {@code to}
     * @param to the end of the line, without its line feed
     * @return whether it is an entry in this form
     */
    public abstract boolean read(byte[] bytes, int from, int to);

    /** The hash that the entry states, 32 bytes that the next line overwrites. */
    public final byte[] stated() {
        return stated;
    }

    /** The hash that was computed over the entry, 32 bytes that the next line overwrites. */
    public final byte[] actual() {
        return actual;
    }

    /** The hash of the entry before, as this entry states it, 32 bytes that the next line overwrites. */
    public final byte[] previous() {
        return previous;
    }

    /** Whether the entry states a hash of the one before; the first does not. */
    public final boolean hasPrevious() {
        return hasPrevious;
    }

    /** The number of the entry, from 1; 0 in the form that has none. */
    public final long seq() {
        return seq;
    }
}
