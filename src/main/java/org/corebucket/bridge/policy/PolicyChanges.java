package org.corebucket.bridge.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.json.JsonWord;

/**
 * What a policy allows that the one before did not allow, and what it no longer forbids or demands: the changes that somebody who
 * approves it must see.
 */
public final class PolicyChanges {

    private final List<String> lines = new ArrayList<>();

    private PolicyChanges() {}

    /**
     * Compares two policies.
     *
     * @return each in words, in the order of the policy's parts; names in them may have any character
     */
    public static List<String> between(Policy before, Policy after) {
        PolicyChanges changes = new PolicyChanges();
        changes.entrypoints(before.entrypoints(), after.entrypoints());
        changes.forbidden(before.forbidden(), after.forbidden());
        changes.modules(before.modules(), after.modules());
        changes.access(before.access(), after.access());
        changes.vanished("frozen document", before.documents(), after.documents());
        changes.vanished("listed file", before.files(), after.files());
        changes.vanished("recorded attribute", texts(before.attributes()), texts(after.attributes()));
        changes.vanished("file outside", before.outside(), after.outside());
        changes.monitoring(before.monitoring(), after.monitoring());
        changes.vanished("alert", words(before.alerts()), words(after.alerts()));
        return List.copyOf(changes.lines);
    }

    private void entrypoints(List<Entrypoint> before, List<Entrypoint> after) {
        Map<EntrypointName, Entrypoint> old = new LinkedHashMap<>();
        before.forEach(one -> old.put(one.name(), one));
        for (Entrypoint one : after) {
            Entrypoint was = old.get(one.name());
            String name = one.name().text();
            if (was == null) {
                lines.add("may run: entrypoint " + name + ", file " + one.file() + command(one));
            } else if (!was.file().equals(one.file())
                    || was.kind() != one.kind()
                    || !was.argv().equals(one.argv())) {
                lines.add("runs otherwise: entrypoint " + name + ", file " + one.file() + command(one) + ", until now "
                        + was.file() + command(was));
            }
            for (ArgumentForm form : one.commands()) {
                if (was == null || !was.commands().contains(form)) {
                    lines.add("may run: entrypoint " + name + " with arguments \"" + form.text() + "\"");
                }
            }
            for (String variable : one.env()) {
                if (was == null || !was.env().contains(variable)) {
                    lines.add("gets from the environment: entrypoint " + name + " " + variable);
                }
            }
        }
    }

    private static String command(Entrypoint one) {
        return one.argv().isEmpty() ? "" : ", command " + String.join(" ", one.argv());
    }

    private void forbidden(ForbiddenRunners before, ForbiddenRunners after) {
        vanished("forbidden pattern", patterns(before.patterns()), patterns(after.patterns()));
        for (String directory : after.exclude()) {
            if (!before.exclude().contains(directory)) {
                lines.add("no longer searched for what is forbidden: " + directory);
            }
        }
        weaker("mode of forbidden files", before.mode() == ForbiddenRunners.Mode.NONE, after.mode(), before.mode());
        weaker(
                "forbidden processes",
                before.process() == ForbiddenRunners.OnProcess.TERMINATE,
                after.process(),
                before.process());
    }

    private void weaker(String what, boolean strict, JsonWord after, JsonWord before) {
        if (strict && !after.equals(before)) {
            lines.add("weaker: " + what + ", " + after.text() + ", until now " + before.text());
        }
    }

    private static List<String> patterns(List<PathPattern> patterns) {
        List<String> texts = new ArrayList<>();
        patterns.forEach(one -> texts.add(one.text()));
        return texts;
    }

    private static List<String> texts(List<? extends JsonWord> words) {
        List<String> texts = new ArrayList<>();
        words.forEach(one -> texts.add(one.text()));
        return texts;
    }

    private void modules(Map<String, Policy.Module> before, Map<String, Policy.Module> after) {
        after.forEach((name, one) -> {
            Policy.Module was = before.get(name);
            if (was == null) {
                lines.add(
                        "may send: module " + name + ", key " + one.key() + ", roles " + String.join(" ", one.roles()));
                return;
            }
            if (!was.key().equals(one.key())) {
                lines.add("is checked by another key: module " + name + ", " + one.key() + ", until now " + was.key());
            }
            if (!was.heartbeats().equals(one.heartbeats())) {
                lines.add("is awaited otherwise: module " + name + ", " + awaited(one) + ", until now " + awaited(was));
            }
            for (String role : one.roles()) {
                if (!was.roles().contains(role)) {
                    lines.add("gets a role: module " + name + ", " + role);
                }
            }
        });
    }

    private static String awaited(Policy.Module module) {
        return module.heartbeats().map(ExpectedHeartbeats::words).orElse("as monitoring says");
    }

    private void access(Policy.AccessMatrix before, Policy.AccessMatrix after) {
        after.cells()
                .forEach((role, rights) -> rights.forEach((right, granted) -> {
                    boolean was = Boolean.TRUE.equals(
                            before.cells().getOrDefault(role, Map.of()).get(right));
                    if (granted && !was) {
                        lines.add("gets a right: role " + role + ", " + right);
                    }
                }));
    }

    private void monitoring(Policy.Monitoring before, Policy.Monitoring after) {
        if (before.required() && !after.required()) {
            lines.add("weaker: monitoring is no longer required");
        }
        longer("the watch verifies every", before.interval(), after.interval());
        longer("a module is late after", before.heartbeatMaxAge(), after.heartbeatMaxAge());
    }

    private void longer(String what, Duration before, Duration after) {
        if (after.compareTo(before) > 0) {
            lines.add("weaker: " + what + " " + DurationText.of(after) + ", until now " + DurationText.of(before));
        }
    }

    private void vanished(String what, List<String> before, List<String> after) {
        for (String one : before) {
            if (!after.contains(one)) {
                lines.add("vanishes: " + what + " " + one);
            }
        }
    }

    private static List<String> words(List<Policy.Alert> alerts) {
        List<String> words = new ArrayList<>();
        alerts.forEach(one -> words.add(one.kind().text() + " " + one.url() + String.join(" ", one.argv())
                + (one.secretFile().isEmpty() ? "" : ", signed by " + one.secretFile())));
        return words;
    }
}
