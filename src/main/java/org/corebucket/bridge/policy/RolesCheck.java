package org.corebucket.bridge.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.policy.Policy.AccessMatrix;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Whether the access matrix decides every right of every role, and gives keys to the administrator alone. */
public final class RolesCheck implements Check {

    private static final String REMEDY =
            "correct \"roles\" in canonical/policy.json; then run: bridgectl freeze --reason TEXT";

    private final AccessMatrix access;

    /** A check of this policy. */
    public RolesCheck(Policy policy) {
        this.access = policy.access();
    }

    @Override
    public CheckResult run() {
        Questions questions = new Questions();
        Set<String> roles = new LinkedHashSet<>(AccessMatrix.ROLES);
        roles.addAll(access.cells().keySet());
        for (String role : roles) {
            Map<String, Boolean> row = access.cells().getOrDefault(role, Map.of());
            List<Finding> findings = new ArrayList<>();
            findUndecided(role, row, findings);
            findUnknown(role, row, findings);
            findKeyAccess(role, row, findings);
            questions.ask(
                    findings,
                    role + " decides " + AccessMatrix.RIGHTS.size() + " rights"
                            + (role.equals(AccessMatrix.ADMIN) ? "" : ", and is denied key access"));
        }
        return questions.result();
    }

    private static void findUndecided(String role, Map<String, Boolean> row, List<Finding> findings) {
        for (String right : AccessMatrix.RIGHTS) {
            if (!row.containsKey(right)) {
                String message = "RIGHT NOT DECIDED: " + role + " - " + right + " is neither granted nor denied";
                findings.add(finding("right-not-decided", message));
            }
        }
    }

    private static void findUnknown(String role, Map<String, Boolean> row, List<Finding> findings) {
        for (String right : row.keySet()) {
            if (!AccessMatrix.RIGHTS.contains(right)) {
                String message = "UNKNOWN RIGHT: " + role + " - " + right + " has no meaning";
                findings.add(finding("right-unknown", message));
            }
        }
    }

    private static void findKeyAccess(String role, Map<String, Boolean> row, List<Finding> findings) {
        if (!role.equals(AccessMatrix.ADMIN) && row.getOrDefault(AccessMatrix.KEY_ACCESS, false)) {
            String message =
                    "KEY ACCESS BELOW ADMINISTRATOR: " + role + " - " + AccessMatrix.KEY_ACCESS + " is granted";
            findings.add(finding("key-access-below-admin", message));
        }
    }

    private static Finding finding(String code, String message) {
        return Finding.of(Consequence.FAILED, code, "canonical/policy.json", message, REMEDY);
    }
}
