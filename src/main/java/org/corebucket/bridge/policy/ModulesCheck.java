package org.corebucket.bridge.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.keys.KeyRemedies;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.jspecify.annotations.Nullable;

/** Whether education, finance, creative and robotics are registered, and every module has a key and a role. */
public final class ModulesCheck implements Check {

    /** Tells when the bridge last accepted a heartbeat of each module. An update is not a heartbeat. */
    public interface LastHeard {

        /**
         * The last heartbeat of each module, in the same order.
         *
         * @param modules when each one's heartbeats are awaited
         */
        List<ModuleHeartbeat> of(Map<String, ExpectedHeartbeats> modules) throws IOException;

        /**
         * A module's last heartbeat.
         *
         * @param when its time, or a word that says that there was none
         */
        record ModuleHeartbeat(String module, String when, boolean late) {}
    }

    private static final String FREEZE = "in canonical/policy.json; then run: bridgectl freeze --reason TEXT";

    private final Policy policy;
    private final Path root;
    private final @Nullable LastHeard lastHeard;

    /**
     * A check of this policy, in the deployment at this root.
     *
     * @param lastHeard tells when each module was last heard; null if none was heard yet
     */
    public ModulesCheck(Policy policy, Path root, @Nullable LastHeard lastHeard) {
        this.policy = policy;
        this.root = root;
        this.lastHeard = lastHeard;
    }

    @Override
    public CheckResult run() throws IOException {
        Questions questions = new Questions();
        Set<String> names = new LinkedHashSet<>(Policy.MODULES);
        names.addAll(policy.modules().keySet());
        for (String name : names) {
            List<Finding> findings = new ArrayList<>();
            examine(name, policy.modules().get(name), findings);
            questions.ask(findings, name + " is registered with a key and a role");
        }
        if (lastHeard == null) {
            questions.holds("no module was heard yet: the ledger is empty");
        } else {
            hear(lastHeard.of(policy.expectedHeartbeats(names)), questions);
        }
        return questions.result();
    }

    /**
     * Adds the last heartbeats as evidence, and a warning for each late module. A late module is not a failure here, since a
     * deployment is also verified before its bridge runs.
     */
    private void hear(List<LastHeard.ModuleHeartbeat> heartbeats, Questions questions) {
        StringBuilder words = new StringBuilder("last heartbeats:");
        String separator = " ";
        for (LastHeard.ModuleHeartbeat heartbeat : heartbeats) {
            if (heartbeat.late() && policy.monitoring().required()) {
                questions.caution(late(heartbeat));
            } else {
                words.append(separator)
                        .append(heartbeat.module())
                        .append(' ')
                        .append(heartbeat.when())
                        .append(heartbeat.late() ? " (late)" : "");
                separator = ", ";
            }
        }
        if (!separator.equals(" ")) {
            questions.holds(words.toString());
        }
    }

    private static Caution late(LastHeard.ModuleHeartbeat heartbeat) {
        return new Caution(
                "module-late",
                "",
                "MODULE LATE: " + heartbeat.module() + " - its last heartbeat: " + heartbeat.when(),
                "see that it sends them, as this does: bridgectl heartbeat --module " + ShellWord.of(heartbeat.module())
                        + " --every 60s");
    }

    private void examine(String name, Policy.@Nullable Module module, List<Finding> findings) {
        if (module == null) {
            String message = "MODULE NOT REGISTERED: " + name + " - the policy does not name it";
            findings.add(
                    finding("module-not-registered", "", message, "add \"" + name + "\" to \"modules\" " + FREEZE));
            return;
        }
        if (!RelativePath.isRegularFile(root, module.key()) || !Files.isReadable(root.resolve(module.key()))) {
            String message = "MODULE WITHOUT KEY: " + name + " - " + module.key() + " is not a readable regular file";
            String remedy = new KeyRemedies(new Deployment(root)).publicKey(module.key());
            findings.add(finding("module-without-key", module.key(), message, remedy));
        }
        if (!hasKnownRoles(module)) {
            String message =
                    "MODULE WITHOUT ROLE: " + name + " - its roles are missing, or one is not in the access matrix";
            findings.add(finding("module-without-role", "", message, "give it the role \"module\" " + FREEZE));
        }
    }

    private boolean hasKnownRoles(Policy.Module module) {
        for (String role : module.roles()) {
            if (!policy.access().cells().containsKey(role)) {
                return false;
            }
        }
        return !module.roles().isEmpty();
    }

    private static Finding finding(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
