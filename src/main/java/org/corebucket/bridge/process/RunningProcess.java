package org.corebucket.bridge.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A process as it was when it was found. Everything that takes another file to tell is read on demand, and is about this
 * process only if {@link #isStillThere} says so afterwards: its number may have been given to another process meanwhile.
 */
public final class RunningProcess {

    private static final String FLAGS = "flags:";
    private static final int CLOSE_ON_EXEC = 02000000;

    private final String directory;
    private final ProcessId id;
    private final ProcStat stat;

    RunningProcess(String directory, long pid, ProcStat stat) {
        this.directory = directory;
        this.id = new ProcessId(pid, stat.startTicks());
        this.stat = stat;
    }

    /** Which process it is. */
    public ProcessId id() {
        return id;
    }

    /** Its number. */
    public long pid() {
        return id.pid();
    }

    /** The process's own name, up to 15 bytes of any kind. */
    public String name() {
        return stat.name();
    }

    /** The number of its parent: the process that started it, or the one that adopted it when that one ended. */
    public long parent() {
        return stat.parent();
    }

    /** The number of its process group. */
    public long group() {
        return stat.group();
    }

    /** The number of its session. */
    public long session() {
        return stat.session();
    }

    /** Whether it has ended, and only waits for its parent to collect it. */
    public boolean hasEnded() {
        return stat.hasEnded();
    }

    /** Whether its number still belongs to this process. */
    public boolean isStillThere() {
        ProcStat now = ProcStat.parse(ProcFiles.text(directory + "/stat"));
        return now != null && now.startTicks() == id.startTicks();
    }

    /** Whether it was started with this environment variable and value; false if this user may not read its environment. */
    public boolean hasVariable(String name, String value) {
        return ProcFiles.strings(directory + "/environ").contains(name + "=" + value);
    }

    /**
     * The path of the file that it executes, followed by " (deleted)" if the file was removed; empty for a process that has
     * ended, and for a kernel thread.
     *
     * @throws AccessDeniedException if this user may not look into the process
     */
    public Optional<String> executable() throws AccessDeniedException {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of(directory, "exe")).toString());
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The file that it executes, even if the file was removed. */
    public Optional<FileId> executableFile() {
        return ProcFiles.file(Path.of(directory, "exe"));
    }

    /** Its working directory as the kernel spells it. */
    public Optional<String> workingDirectory() {
        return ProcFiles.link(Path.of(directory, "cwd"));
    }

    /**
     * Translates a path of that process into one that this process can open. It goes through that process's working directory
     * or root directory, which the kernel lets this process enter even in another mount namespace or chroot.
     */
    public Path locate(Path path) {
        return path.isAbsolute()
                ? Path.of(directory, "root", path.toString())
                : Path.of(directory, "cwd").resolve(path);
    }

    /** Its open file descriptors; none if this user may not look into it. */
    public List<Integer> openFiles() {
        String[] names = new File(directory, "fd").list();
        List<Integer> numbers = new ArrayList<>();
        for (String name : names == null ? new String[0] : names) {
            numbers.add(Integer.valueOf(name));
        }
        return numbers;
    }

    /** The file that is open under a descriptor. */
    public Optional<FileId> openFile(int number) {
        return ProcFiles.file(Path.of(directory, "fd", Integer.toString(number)));
    }

    /** Whether a descriptor is closed when it executes another program. */
    public boolean closesOnExec(int number) {
        String info = ProcFiles.text(directory + "/fdinfo/" + number);
        for (String line : info.lines().toList()) {
            if (line.startsWith(FLAGS)) {
                return (Integer.parseInt(line.substring(FLAGS.length()).strip(), 8) & CLOSE_ON_EXEC) != 0;
            }
        }
        return false;
    }

    /** The files that it has mapped executable. */
    public List<MappedFile> executableMappings() {
        return MappedFile.of(ProcFiles.text(directory + "/maps"));
    }

    /** The numeric id of the user that started it, which a set-user-id program does not change. */
    public OptionalInt realUser() {
        String status = ProcFiles.text(directory + "/status");
        for (String line : status.lines().toList()) {
            if (line.startsWith("Uid:")) {
                String[] ids = line.substring("Uid:".length()).strip().split("\\s+", -1);
                return OptionalInt.of(Integer.parseUnsignedInt(ids[0]));
            }
        }
        return OptionalInt.empty();
    }

    /** Its terminal, like {@code /dev/pts/3}; empty if it has none. */
    public String terminal() {
        return Terminals.name(stat.terminal());
    }

    /** The user that started it, like {@code root (0)}; the number alone if it has no name. */
    public String user() {
        OptionalInt real = realUser();
        if (real.isEmpty()) {
            return "unknown";
        }
        String number = Integer.toUnsignedString(real.getAsInt());
        try {
            boolean owns = Integer.valueOf(real.getAsInt()).equals(Files.getAttribute(Path.of(directory), "unix:uid"));
            String name = owns ? Files.getOwner(Path.of(directory)).getName() : number;
            return name.equals(number) ? number : name + " (" + number + ")";
        } catch (IOException e) {
            return number;
        }
    }

    /** Its name in messages, like {@code python3 (pid 4711)}. */
    @Override
    public String toString() {
        return name() + " (pid " + pid() + ")";
    }

    /** The names of terminals by the numbers of their devices, as the kernel's devices.txt assigns them. */
    static final class Terminals {

        private static final int FIRST_PSEUDO = 136;
        private static final int LAST_PSEUDO = 143;
        private static final int CONSOLES = 4;
        private static final int FIRST_SERIAL = 64;

        private Terminals() {}

        /** The name of a device as {@code /proc/PID/stat} numbers it; empty for 0, which says that there is none. */
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
}
