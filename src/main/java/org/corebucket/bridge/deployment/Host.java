package org.corebucket.bridge.deployment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the program needs to know of the machine and the user. It is passed in, so that a test can stand for another host.
 *
 * @param environment the environment variables
 * @param workingDirectory the directory at which relative paths begin
 * @param clock the time
 */
public record Host(Map<String, String> environment, Path workingDirectory, Clock clock) {

    public Host {
        environment = Map.copyOf(environment);
    }

    /** The host that this process runs on, with its environment and clock. */
    public static Host system() {
        return new Host(System.getenv(), Path.of("").toAbsolutePath(), Clock.systemUTC());
    }

    /** A variable's value; null if it is not set or empty, which XDG and POSIX treat alike. */
    public @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * Where this user's state lies, as the XDG Base Directory Specification 0.8 has it: {@code $XDG_STATE_HOME} if it is
     * absolute, else {@code ~/.local/state}.
     */
    public Path stateDirectory() {
        String state = variable("XDG_STATE_HOME");
        if (state != null && state.startsWith("/")) {
            return Path.of(state, "bridgectl");
        }
        String home = variable("HOME");
        return Path.of(home == null ? System.getProperty("user.home", "/") : home, ".local/state/bridgectl");
    }

    /** Where this user's runs are registered, and their files staged. */
    public Path runsDirectory() {
        return stateDirectory().resolve("runs");
    }

    /** The name of this host; empty if the kernel does not tell. */
    public String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            String name = variable("HOSTNAME");
            return name == null ? "" : name;
        }
    }

    /** The numeric id of the user that this process runs as. */
    public int userId() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** The user and the host, as records name who did something: {@code USER@HOST}. */
    public String userAtHost() {
        return userName() + "@" + name();
    }

    /** The name of the user that this process runs as; the numeric id in words if the system has no name for it. */
    public String userName() {
        try {
            return Files.getOwner(Path.of("/proc/self")).getName();
        } catch (IOException e) {
            return System.getProperty("user.name", "unknown");
        }
    }
}
