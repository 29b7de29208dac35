package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.cluster.GroupState;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.database.DatabaseSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.readiness.MendableException;

/**
 * The last due time of each job, wherever it ran, as the runners of all hosts recorded it in their database.
 *
 * @param group empty if the database can't be asked
 * @param trouble why
 */
record GroupDueTimes(Optional<GroupState> group, String trouble) {

    private static final int MOST_SHOWN = 5;

    /** Asks the database. */
    static GroupDueTimes ask(DatabaseSettings settings, Deployment deployment) throws IOException {
        try (Database database = Database.of(settings, deployment, "bridgectl status")) {
            return new GroupDueTimes(Optional.of(GroupState.read(database)), "");
        } catch (IOException e) {
            return new GroupDueTimes(Optional.empty(), IoTrouble.words(e));
        } catch (MendableException e) {
            return new GroupDueTimes(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private List<GroupState.DueTime> bad() {
        return group.map(state -> state.dueTimes().stream()
                        .filter(due -> due.isBad(state.time()))
                        .toList())
                .orElse(List.of());
    }

    /** Whether one of them should be looked at, or none can be. */
    boolean isBad() {
        return group.isEmpty() || !bad().isEmpty();
    }

    List<String> lines() {
        if (group.isEmpty()) {
            return List.of(
                    "at all hosts: not known, " + trouble.lines().findFirst().orElse(""));
        }
        List<String> lines = new ArrayList<>();
        Instant now = group.get().time();
        List<GroupState.DueTime> all = group.get().dueTimes();
        List<GroupState.DueTime> bad = bad();
        lines.add(
                all.isEmpty()
                        ? "at all hosts: no due time yet"
                        : "at all hosts: " + all.size() + (all.size() == 1 ? " due time" : " due times") + ", "
                                + (bad.isEmpty() ? "all well" : bad.size() + " NOT") + ", the last "
                                + TimeAgo.of(
                                        all.stream()
                                                .map(GroupState.DueTime::due)
                                                .max(Comparator.naturalOrder())
                                                .orElse(now),
                                        now));
        for (GroupState.DueTime due : bad.subList(0, Math.min(MOST_SHOWN, bad.size()))) {
            lines.add(due.job() + " (" + due.node()
                    + due.host().map(host -> " at " + host).orElse("") + ") "
                    + due.state().orElse("was begun by a runner that is dead") + ", due " + TimeAgo.of(due.due(), now));
        }
        if (bad.size() > MOST_SHOWN) {
            lines.add("... and " + (bad.size() - MOST_SHOWN) + " more");
        }
        return lines;
    }

    void write(JsonWriter json) throws IOException {
        json.knownField("group_trouble", trouble).beginArray("group_due_times");
        for (GroupState.DueTime due : group.map(GroupState::dueTimes).orElse(List.of())) {
            due.writeTo(json);
        }
        json.endArray();
    }
}
