package org.corebucket.bridge.process;

/** The names of terminals by the numbers of their devices, as the kernel's devices.txt assigns them. */
final class Terminals {

    private static final int FIRST_PSEUDO = 136;
    private static final int LAST_PSEUDO = 143;
    private static final int CONSOLES = 4;
    private static final int FIRST_SERIAL = 64;

    private Terminals() {}

    /** The name of a device as {@code /proc/PID/stat} numbers it; empty for 0, which is none. */
    static String name(long device) {
        if (device == 0) {
            return "";
        }
        long major = (device >> 8) & 0xFFF;
        long minor = (device & 0xFF) | ((device >> 12) & 0xFFF00);
        if (major >= FIRST_PSEUDO && major <= LAST_PSEUDO) {
            return "/dev/pts/" + (((major - FIRST_PSEUDO) << 8) + minor);
        }
        if (major == CONSOLES) {
            return minor < FIRST_SERIAL ? "/dev/tty" + minor : "/dev/ttyS" + (minor - FIRST_SERIAL);
        }
        return "terminal " + major + ":" + minor;
    }
}
