package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.token.ExpiredTokenException;
import org.corebucket.bridge.token.InvalidTokenException;
import org.corebucket.bridge.token.TokenText;
import org.corebucket.bridge.token.TokenVerifier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Shows what a token says, and whether the bridge would accept it now. */
final class TokenInspectCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    private final Session session;
    private final GlobalOptions global;

    private final PositionalParamSpec token = PositionalParamSpec.builder()
            .paramLabel("TOKEN")
            .index("0")
            .arity("0..1")
            .type(String.class)
            .description("The token, or a file that holds it: a path with a slash in it; - or none is standard input,"
                    + " where no process list shows it.")
            .build();

    TokenInspectCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "inspect",
                this,
                global,
                "Shows what a token says, and whether the bridge would believe it now.",
                "",
                "Example: bridgectl token inspect - < token.txt",
                "",
                "Exit codes: 0 it is valid, 1 it is expired or invalid, 65 it is no token, or",
                "the descriptor or key is malformed, 66 no key, 78 no secret, or a weak one.");
        spec.addPositional(token);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        TokenVerifier verifier = TokenDescriptor.tokens(deployment).verifier(deployment, session.host());
        String given = token.getValue();
        boolean isFile = given == null || given.equals(STANDARD_INPUT) || given.indexOf('/') >= 0;
        String jwt = isFile ? read(given == null ? STANDARD_INPUT : given) : given;
        try {
            show(TokenText.read(jwt));
        } catch (InvalidTokenException e) {
            session.err().println("bridgectl: " + e.getMessage());
            return ExitCode.MALFORMED_INPUT;
        }
        return judge(verifier, jwt);
    }

    private String read(String named) throws IOException {
        return InputFile.of(Path.of(named), session.host().workingDirectory())
                .text()
                .strip();
    }

    private void show(TokenText text) {
        session.out().println("header   " + CanonicalJson.of(text.header()));
        session.out().println("claims   " + CanonicalJson.of(text.claims()));
        session.out().println("issued   " + time(text.time("iat")));
        session.out().println("expires  " + time(text.time("exp")));
    }

    private static String time(Optional<Instant> time) {
        return time.isPresent() ? UtcTime.of(time.get()) : "unknown";
    }

    private int judge(TokenVerifier verifier, String jwt) {
        String verdict;
        try {
            verifier.verify(jwt, session.host().clock().instant());
            session.out().println("verdict  valid");
            return ExitCode.OK;
        } catch (ExpiredTokenException e) {
            verdict = "expired: " + e.getMessage();
        } catch (InvalidTokenException e) {
            verdict = "invalid: " + e.getMessage();
        }
        session.out().println("verdict  " + verdict);
        return ExitCode.FAILED;
    }
}
