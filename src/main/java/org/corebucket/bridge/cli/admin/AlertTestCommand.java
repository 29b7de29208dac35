package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.corebucket.bridge.alert.AlertDelivery;
import org.corebucket.bridge.alert.AlertDelivery.Tried;
import org.corebucket.bridge.alert.AlertMessage;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;

/** Sends a message of the type {@code test} to every receiver of the policy, and says which of them took it. */
final class AlertTestCommand implements Callable<Integer> {

    /** How long all receivers together may take. A single one has ten seconds for its answer. */
    private static final Duration BUDGET = Duration.ofSeconds(15);

    private static final int RANDOM_DIGITS = 8;

    private final Session session;
    private final GlobalOptions global;

    AlertTestCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        return Options.command(
                "test",
                this,
                global,
                "Sends an alert of the type 'test' to every receiver of the sealed policy, as the watch would send one, and says"
                        + " who took it. One that had ended with 410 is asked again. What is not taken stays queued.",
                "",
                "Example: bridgectl alert test",
                "",
                "Exit codes: 0 every receiver took it, 1 one did not within 15 s, 66 no",
                "deployment, 74 I/O error, 77 the policy is not the sealed one, 78 it names no",
                "receiver.");
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deployment(session.host());
        SealVerdict seal = SealVerifier.readOnly(deployment, session.host(), null);
        PolicyReading reading = PolicyReading.of(deployment, seal);
        if (reading instanceof PolicyReading.UnreadPolicy unread) {
            throw unread.trouble();
        }
        if (!(reading instanceof PolicyReading.VerifiedPolicy verified)) {
            throw new RefusedException((seal.isTrusted()
                            ? Deployment.POLICY + " is not the sealed policy"
                            : "nothing says that " + Deployment.POLICY + " is the sealed policy: "
                                    + OneLine.of(seal.findings().get(0).message()))
                    + "; so no alert is sent to the receivers that it names\nSee why: bridgectl verify");
        }
        List<Policy.Alert> alerts = verified.policy().alerts();
        if (alerts.isEmpty()) {
            session.err()
                    .println("bridgectl: " + Deployment.POLICY
                            + " names no receiver in alerts\nAdd one there, then: bridgectl" + " freeze --reason TEXT");
            return ExitCode.NOT_ALLOWED;
        }
        boolean all = true;
        try (AlertDelivery delivery = new AlertDelivery(deployment, alerts, session.host(), trouble -> {})) {
            for (Tried one : delivery.tryOut(message(deployment), BUDGET)) {
                print(one);
                all &= one.delivered();
            }
        }
        return all ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(Tried one) {
        if (one.delivered()) {
            session.out().println(OneLine.of(one.label() + ": took it"));
        } else {
            String trouble = one.trouble().isEmpty()
                    ? "no answer within " + BUDGET.toSeconds() + " s; another process may be at it"
                    : one.trouble();
            session.err().println(OneLine.of("bridgectl: " + one.label() + ": did not take it: " + trouble));
        }
    }

    private AlertMessage message(Deployment deployment) throws IOException {
        Instant now = session.host().clock().instant();
        String subject = "TEST-"
                + UUID.randomUUID().toString().substring(0, RANDOM_DIGITS).toLowerCase(Locale.ROOT);
        String data =
                JsonWriter.object(json -> json.field("host", session.host().name())
                        .field("root", deployment.root().toString()));
        return new AlertMessage(
                AlertMessage.AlertType.TEST,
                subject,
                now,
                AlertMessage.AlertSeverity.INFO,
                "a test: " + session.host().userAtHost() + " asks whether alerts arrive",
                data);
    }
}
