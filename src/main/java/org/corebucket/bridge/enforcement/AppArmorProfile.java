package org.corebucket.bridge.enforcement;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.PathPattern;

/**
 * The AppArmor profile (apparmor.d(5)) that the units of the package run under: they read the deployment, write where the
 * toolkit writes, and start what the policy and the jobs name. The same deployment on the same host gives the same text.
 */
public final class AppArmorProfile {

    /** The profile's name, which the units ask for; also the name of its file below {@code /etc/apparmor.d}. */
    public static final String NAME = "bridgectl";

    private final List<String> lines = new ArrayList<>();

    private AppArmorProfile() {}

    /**
     * The text of the profile.
     *
     * @param host whose user runs the units
     * @param forbidden the files whose execute bits the watch takes away, wherever they lie
     * @param programs the programs that it may start
     * @throws RefusedException if a path can't be written as AppArmor reads it; the message names it
     */
    public static String of(Deployment deployment, Host host, List<PathPattern> forbidden, Set<Path> programs)
            throws RefusedException {
        AppArmorProfile profile = new AppArmorProfile();
        String root = RulePath.of(deployment.root(), "the deployment's root");
        profile.begin(root);
        profile.deployment(deployment, root, forbidden);
        profile.state(RulePath.of(host.stateDirectory(), "the state directory"));
        profile.programs(programs);
        profile.lines.add("}");
        return String.join("\n", profile.lines) + "\n";
    }

    private void begin(String root) {
        lines.add("# Made by bridgectl policy export --apparmor for the deployment in " + root);
        lines.addAll(List.of(
                "abi <abi/3.0>,",
                "include <tunables/global>",
                "",
                "profile " + NAME + " flags=(attach_disconnected) {",
                "  include <abstractions/base>",
                "  include <abstractions/nameservice>",
                "  include <abstractions/ssl_certs>",
                "",
                "  # The bridge and its clients; the watch looks at the processes of all users.",
                "  network inet stream,",
                "  network inet6 stream,",
                "  signal,",
                "  ptrace (read, readby),",
                "  @{PROC}/ r,",
                "  @{PROC}/** r,",
                "  owner @{PROC}/@{pid}/coredump_filter rw,",
                "  /sys/** r,",
                "  /dev/tty rw,",
                "  / r,",
                "  /etc/** r,",
                "  /usr/** mr,",
                "  /opt/** mr,",
                "  owner /tmp/ rw,",
                "  owner /tmp/** mrwk,",
                "  owner /var/tmp/** mrwk,",
                ""));
    }

    private void deployment(Deployment deployment, String root, List<PathPattern> forbidden) throws RefusedException {
        lines.add("  # The deployment: all is read; what bridgectl writes to is written.");
        lines.add("  " + root + "/ rw,");
        lines.add("  " + root + "/** rk,");
        for (String written : Deployment.WRITTEN_TO) {
            if (written.equals("manifests/")) {
                // Locks, what is staged there, and the modes of forbidden files; manifest and baseline are written by a
                // freeze alone.
                lines.add("  " + root + "/" + written + " rw,");
                lines.add("  " + root + "/" + written + ".** rwkl,");
                lines.add("  " + deployment.runnerModes() + " rwkl,");
            } else if (written.endsWith("/")) {
                lines.add("  " + root + "/" + written + " rw,");
                lines.add("  " + root + "/" + written + "** rwkl,");
            } else {
                lines.add("  " + root + "/" + written + " rwkl,");
            }
        }
        lines.add(
                "  # Forbidden files lose their execute bits, which is a write to AppArmor. They can't run: no rule says so.");
        for (String pattern : patterns(forbidden)) {
            lines.add("  \"" + root + "/" + pattern + "\" w,");
        }
        lines.add("");
    }

    private static Set<String> patterns(List<PathPattern> forbidden) throws RefusedException {
        Set<String> patterns = new TreeSet<>();
        for (PathPattern pattern : forbidden) {
            String text = pattern.text();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < ' ' || c > '~' || "\"^,@".indexOf(c) >= 0) {
                    throw new RefusedException(
                            "AppArmor can't be told the forbidden pattern " + Quoted.of(text) + ", since it has "
                                    + Quoted.of(String.valueOf(c)) + " in it\nWrite ? for it in the policy");
                }
            }
            patterns.add(text.indexOf('/') < 0 ? "{,**/}" + text : text);
        }
        return patterns;
    }

    private void state(String state) {
        Path cache = Path.of("/usr/lib/bridgectl/cache");
        lines.add("  # What this user remembers of the deployment, and the copies that are staged for runs.");
        lines.add("  owner " + state + "/ rw,");
        lines.add("  owner " + state + "/** rwkl,");
        lines.add("  owner " + state + "/runs/** ix,");
        lines.add("  # The class archive, which the launcher makes where none fits.");
        lines.add("  " + cache + "/** mr,");
        lines.add("  owner @{HOMEDIRS}/*/.cache/bridgectl/{,**} mrwkl,");
        lines.add("  owner /var/lib/bridgectl/.cache/{,bridgectl/{,**}} mrwkl,");
        lines.add("");
    }

    private void programs(Set<Path> programs) throws RefusedException {
        lines.add("  # What the units start, and what is started for them in turn; it all stays in this profile.");
        for (Path program : programs) {
            lines.add("  " + RulePath.of(program, "a program that is started") + " mrix,");
        }
    }
}
