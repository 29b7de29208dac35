package org.corebucket.bridge.enforcement;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.RunningProcess;
import org.corebucket.bridge.text.Digits;

/** The fapolicyd of a host: whether it runs, and with what it was started. Nothing is asked of it but the files that it reads. */
final class FapolicydHost {

    private static final String NAME = "fapolicyd";
    private static final String COMPILED = "compiled.rules";
    private static final String SETTINGS = "fapolicyd.conf";
    private static final int MOST_DIGITS = 18;

    private final Path etc;
    private final Path pidFile;
    private final ProcessTable processes;
    private final int administrator;

    /**
     * The daemon of one host.
     *
     * @param system the root directory of the host
     * @param administrator the user who alone can have written the daemon's pid file: root
     */
    FapolicydHost(Path system, int administrator) {
        this.etc = system.resolve("etc/fapolicyd");
        this.pidFile = system.resolve("run/fapolicyd.pid");
        this.processes = new ProcessTable(system.resolve("proc"));
        this.administrator = administrator;
    }

    /** Whether it was ever given what is exported of a deployment. */
    boolean isSetUp() {
        return Files.exists(etc.resolve(FapolicydPolicy.TRUST)) || Files.exists(etc.resolve(FapolicydPolicy.RULES));
    }

    /** The daemon's process; empty if it does not run. */
    Optional<RunningProcess> daemon() throws IOException {
        try {
            String pid = Files.readString(pidFile, StandardCharsets.US_ASCII).strip();
            boolean sound = Digits.isNumber(pid, MOST_DIGITS)
                    && Integer.valueOf(administrator).equals(Files.getAttribute(pidFile, "unix:uid"));
            Optional<RunningProcess> process = sound ? processes.find(Long.parseLong(pid)) : Optional.empty();
            return process.filter(one -> one.name().equals(NAME) && !one.hasEnded());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Why a daemon that runs does not enforce a policy; empty if it does.
     *
     * @param root the deployment's root
     */
    Optional<String> flaw(RunningProcess daemon, FapolicydPolicy policy, Path root) throws IOException {
        if (!Sha256.of(Files.readAllBytes(etc.resolve(FapolicydPolicy.TRUST))).equals(Sha256.of(policy.trust()))) {
            return Optional.of(etc.resolve(FapolicydPolicy.TRUST) + " is not what is sealed now");
        }
        if (!startsWith(lines(etc.resolve(COMPILED)), policy.ruleLines())) {
            return Optional.of(etc.resolve(COMPILED)
                    + " does not begin with the rules that this user and this Java would export now");
        }
        if (processes.arguments(daemon.pid()).contains("--permissive")
                || !setting("permissive", "0").equals("0")) {
            return Optional.of("it is permissive, and denies nothing");
        }
        if (!has(setting("trust", "rpmdb,file"), "file")) {
            return Optional.of("its trust in " + SETTINGS + " has no file");
        }
        String fileSystem = Files.getFileStore(root).type();
        if (!has(setting("watch_fs", "ext4,xfs,tmpfs"), fileSystem)) {
            return Optional.of(
                    "its watch_fs in " + SETTINGS + " has no " + fileSystem + ", on which the deployment lies");
        }
        for (String read : List.of(FapolicydPolicy.TRUST, COMPILED, SETTINGS)) {
            if (changed(etc.resolve(read)).compareTo(Files.getLastModifiedTime(pidFile)) > 0) {
                return Optional.of("it was started before " + etc.resolve(read) + " was changed last");
            }
        }
        return Optional.empty();
    }

    private static FileTime changed(Path file) throws IOException {
        return (FileTime) Files.getAttribute(file, "unix:ctime");
    }

    private static boolean startsWith(List<String> lines, List<String> first) {
        return lines.size() >= first.size() && lines.subList(0, first.size()).equals(first);
    }

    private static List<String> lines(Path rules) throws IOException {
        return FapolicydPolicy.ruleLines(Files.readAllBytes(rules));
    }

    /** The last value that its settings give a name. */
    private String setting(String name, String otherwise) throws IOException {
        String value = otherwise;
        for (String line : Files.readAllLines(etc.resolve(SETTINGS), StandardCharsets.UTF_8)) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equalsIgnoreCase(name)) {
                value = line.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
            }
        }
        return value;
    }

    private static boolean has(String list, String wanted) {
        return List.of(list.split(",", -1)).contains(wanted);
    }
}
