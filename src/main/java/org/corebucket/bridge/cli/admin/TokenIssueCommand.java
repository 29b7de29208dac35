package org.corebucket.bridge.cli.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.shared.UnverifiedOption;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.InvalidTokenException;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.TokenIssuer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Issues a token. */
final class TokenIssueCommand implements Callable<Integer> {

    private static final Duration STANDARD_LIFE = Duration.ofHours(1);

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey secret = new SigningKey();
    private final UnverifiedOption unverified = new UnverifiedOption();

    private final OptionSpec subject = Options.requiredText("--subject", "S", "Who bears it, for the logs.");

    private final OptionSpec roles = Options.value("--role", "R", "module, automation or admin; may be given again.")
            .completionCandidates(Stream.of(Role.values()).map(Role::text).toList())
            .type(List.class)
            .auxiliaryTypes(String.class)
            .splitRegex(",")
            .required(true)
            .build();

    private final OptionSpec modules =
            Options.list("--module", "M", "A module that it may speak for; may be given again. Without any, all.");

    private final OptionSpec life = Options.duration("--ttl", "How long it counts; else 1h, at most 24h.");

    TokenIssueCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "issue",
                this,
                global,
                "Issues a token and prints it, alone. It is signed with " + KeyPurpose.TOKEN.privateHalf()
                        + ", or, where the"
                        + " bridge's descriptor says HS256, with CORE_BRIDGE_SECRET from the environment.",
                "",
                "Example:",
                "  bridgectl token issue --subject finance-1 --role module --ttl 8h",
                "",
                "Exit codes: 0 done, 64 usage, 65 malformed descriptor or key, 66 no key,",
                "77 refused, as where policy or descriptor are not the sealed ones, 78 no",
                "secret, or a weak one.");
        spec.addOption(subject);
        spec.addOption(roles);
        spec.addOption(modules);
        spec.addOption(life);
        unverified.addTo(spec);
        secret.addPassphraseTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        TokenSettings settings =
                TokenDescriptor.tokens(unverified.settings(session, deployment).descriptor());
        Duration given = life.getValue();
        Duration lasting =
                given == null ? shorter(STANDARD_LIFE, settings.rules().maxLife()) : given;
        requireLife(lasting, settings.rules().maxLife());
        Caller caller = new Caller(subject.getValue(), namedRoles(), namedModules(deployment));
        Instant now = session.host().clock().instant();
        String token = issuer(deployment, settings).issue(caller, now, lasting);
        requireBelieved(deployment, settings, token, now);
        session.out().println(token);
        return ExitCode.OK;
    }

    private TokenIssuer issuer(Deployment deployment, TokenSettings settings) throws Exception {
        return settings.algorithm() == TokenAlgorithm.HS256
                ? TokenIssuer.hs256(TokenSettings.secret(session.host()))
                : TokenIssuer.rs256(
                        secret.read(session.host(), InputFile.of(KeyPurpose.TOKEN.privateHalf(deployment))));
    }

    /** Refuses to issue a token that the bridge would not accept. */
    private void requireBelieved(Deployment deployment, TokenSettings settings, String token, Instant now)
            throws Exception {
        try {
            settings.verifier(deployment, session.host()).verify(token, now);
        } catch (InvalidTokenException e) {
            throw new RefusedException(
                    KeyPurpose.TOKEN.privateHalf() + " is not the other half of " + settings.publicKey()
                            + ", under which the bridge verifies\nMake a new pair with: bridgectl keys rotate token");
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static void requireLife(Duration life, Duration longest) throws UsageException {
        if (life.compareTo(longest) > 0 || life.toSeconds() == 0) {
            throw new UsageException(
                    "--ttl is 1s to " + DurationText.of(longest) + ", the max_life of " + Deployment.BRIDGE);
        }
    }

    private Set<Role> namedRoles() throws UsageException {
        Set<Role> named = EnumSet.noneOf(Role.class);
        for (String name : Options.values(roles.getValue())) {
            named.add(Role.of(name)
                    .orElseThrow(() -> new UsageException(
                            "there is no role " + Quoted.of(name) + ": module, automation or admin")));
        }
        return named;
    }

    private Optional<Set<String>> namedModules(Deployment deployment) throws Exception {
        @Nullable List<String> given = modules.getValue();
        if (given == null) {
            return Optional.empty();
        }
        Policy policy = unverified.settings(session, deployment).policy();
        for (String name : given) {
            policy.requireModule(name);
        }
        return Optional.of(Set.copyOf(given));
    }
}
