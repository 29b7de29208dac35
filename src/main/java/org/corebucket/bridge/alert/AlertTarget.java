package org.corebucket.bridge.alert;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.http.WebOrigin;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.Policy.Alert.AlertKind;
import org.corebucket.bridge.policy.SystemCommand;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;

/** One of the policy's alerts, with its names on disk and for people. */
public record AlertTarget(Policy.Alert alert) {

    /** The directory of all queues, relative to the root. */
    static final String QUEUES = "logs/alerts";

    private static final int KEY_LENGTH = 16;

    /**
     * Finds alerts of a policy that this host could not deliver even if their receivers were up. {@code freeze} reports them. A
     * verification does not, since the watch may run with another PATH.
     *
     * @return findings with the code {@code alert-unusable}; none if all can be used
     */
    public static List<Finding> unusable(Deployment deployment, List<Policy.Alert> alerts, Host host) {
        List<Finding> findings = new ArrayList<>();
        for (Policy.Alert alert : alerts) {
            AlertTarget target = new AlertTarget(alert);
            target.problem(deployment, host)
                    .ifPresent(problem -> findings.add(Finding.of(
                            Consequence.FAILED,
                            "alert-unusable",
                            Deployment.POLICY,
                            "ALERT UNUSABLE: " + target.label() + " - " + problem,
                            "put it right, or change the policy's alerts; then: bridgectl freeze --reason TEXT")));
        }
        return findings;
    }

    /**
     * Finds alerts whose command would run something of the live tree, and is therefore never run. Only a policy that was
     * sealed before {@code freeze} refused this can have one.
     *
     * @return findings with the code {@code alert-unverified}
     */
    public static List<Finding> unverified(Deployment deployment, List<Policy.Alert> alerts) {
        List<Finding> findings = new ArrayList<>();
        for (Policy.Alert alert : alerts) {
            alert.liveTree(deployment.root())
                    .ifPresent(problem -> findings.add(Finding.of(
                            Consequence.FAILED,
                            "alert-unverified",
                            Deployment.POLICY,
                            "ALERT NEVER TOLD: " + new AlertTarget(alert).label() + " - it " + problem,
                            SystemCommand.REMEDY + "; then: bridgectl freeze --reason TEXT")));
        }
        return findings;
    }

    /**
     * The name of its queue's directory: a digest of everything that the policy says of it, so that an alert that was queued
     * for one receiver never goes to another.
     */
    String key() {
        StringBuilder definition = new StringBuilder(alert.kind().text());
        definition.append('\n').append(alert.url()).append('\n').append(alert.secretFile());
        for (String argument : alert.argv()) {
            definition.append('\n').append(argument);
        }
        return Sha256.of(definition.toString().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, KEY_LENGTH);
    }

    /** Its name for people. No message shows the rest of a webhook's address, which often is a secret. */
    String label() {
        return alert.kind() == AlertKind.WEBHOOK
                ? "webhook " + host(URI.create(alert.url()))
                : "command " + alert.argv().get(0);
    }

    private static String host(URI address) {
        return address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort();
    }

    Path directory(Deployment deployment) {
        return deployment.path(QUEUES).resolve(key());
    }

    AlertSink sink(Deployment deployment, Host host) {
        return alert.kind() == AlertKind.WEBHOOK
                ? new WebhookSink(this, deployment, host.clock())
                : command(deployment, host);
    }

    private CommandSink command(Deployment deployment, Host host) {
        return new CommandSink(alert.argv(), deployment.root(), directory(deployment), host);
    }

    /** What is wrong with its definition, or with the files and programs that this names on the host. */
    private Optional<String> problem(Deployment deployment, Host host) {
        return alert.kind() == AlertKind.WEBHOOK ? webhookProblem(deployment) : commandProblem(deployment, host);
    }

    private Optional<String> webhookProblem(Deployment deployment) {
        Optional<String> unsafe = addressProblem();
        return unsafe.isPresent() || alert.secretFile().isEmpty()
                ? unsafe
                : WebhookSecret.problem(deployment.root(), alert.secretFile());
    }

    /** What is wrong with a webhook's address, on any host. */
    Optional<String> addressProblem() {
        URI address = URI.create(alert.url());
        if (address.getRawUserInfo() != null) {
            return Optional.of("its url has a user name, which would not be sent");
        }
        return WebOrigin.isConfidential(address)
                ? Optional.empty()
                : Optional.of("its url is http to another host; use https");
    }

    private Optional<String> commandProblem(Deployment deployment, Host host) {
        if (!alert.secretFile().isEmpty()) {
            return Optional.of("it has a secret_file, but what a command gets is not signed");
        }
        return command(deployment, host).problem();
    }
}
