package org.corebucket.bridge.process;

import java.util.ArrayList;
import java.util.List;

/**
 * A file that a process has mapped executable, as a line of {@code /proc/PID/maps} tells it.
 *
 * @param file its device, in the form of {@code stat(2)}, and inode; on btrfs and overlayfs the device differs from the one
 * that {@code stat(2)} gives
 * @param path its path as the process sees it
 */
public record MappedFile(FileId file, String path) {

    private static final int PERMISSIONS = 1;
    private static final int DEVICE = 3;
    private static final int INODE = 4;
    private static final int PATH = 5;

    static List<MappedFile> of(String maps) {
        List<MappedFile> files = new ArrayList<>();
        for (String line : maps.lines().toList()) {
            String[] fields = line.split(" +", PATH + 1);
            if (fields.length > PATH && fields[PERMISSIONS].contains("x") && !fields[INODE].equals("0")) {
                files.add(new MappedFile(
                        new FileId(device(fields[DEVICE]), Long.parseUnsignedLong(fields[INODE])), fields[PATH]));
            }
        }
        return files;
    }

    /** A device like {@code fd:01} as the C library numbers it. */
    private static long device(String numbers) {
        int colon = numbers.indexOf(':');
        long major = Long.parseLong(numbers.substring(0, colon), 16);
        long minor = Long.parseLong(numbers.substring(colon + 1), 16);
        return ((major & 0xFFF) << 8) | ((major & ~0xFFFL) << 32) | (minor & 0xFF) | ((minor & ~0xFFL) << 12);
    }
}
