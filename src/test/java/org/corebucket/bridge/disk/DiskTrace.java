package org.corebucket.bridge.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;

/**
 * What a command did to a disk, call by call, and what it answered.
 *
 * @param calls in the order in which they were made
 */
public record DiskTrace(List<Call> calls, Answer answer) {

    /**
     * One call that succeeded.
     *
     * @param what {@code O} made a file, {@code W} wrote, {@code T} cut to a length, {@code S} synced, {@code R} renamed,
     *     {@code L} linked, {@code U} removed, {@code M} made a directory, {@code C} changed a mode
     * @param path what it was about
     * @param other the second path of a rename or link
     * @param number the offset, length or mode
     * @param data what was written
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Call(char what, String path, String other, long number, byte[] data) {

        @Override
        public String toString() {
            return what + " " + path + (other.isEmpty() ? "" : " -> " + other) + " " + number + " [" + data.length
                    + "]";
        }
    }

    public DiskTrace {
        calls = List.copyOf(calls);
    }

    static DiskTrace read(byte[] records, Answer answer) {
        ByteBuffer in = ByteBuffer.wrap(records).order(ByteOrder.nativeOrder());
        List<Call> calls = new ArrayList<>();
        while (in.hasRemaining()) {
            char what = (char) in.get();
            int path = in.getInt();
            int other = in.getInt();
            int data = in.getInt();
            long number = in.getLong();
            calls.add(new Call(what, text(in, path), text(in, other), number, bytes(in, data)));
        }
        return new DiskTrace(calls, answer);
    }

    private static String text(ByteBuffer in, int length) {
        return new String(bytes(in, length), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
