package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.token.ExpiredTokenException;
import org.corebucket.bridge.token.InvalidTokenException;
import org.corebucket.bridge.token.TokenText;
import org.corebucket.bridge.token.TokenVerifier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Shows what a token says, and whether the bridge would accept it now. */
final class TokenInspectCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";
    private static final String VALID = "valid";

    private final Session session;
    private final GlobalOptions global;
    private final ResultFormat format = new ResultFormat();

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
        format.addQuietTo(spec);
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
        TokenText text;
        try {
            text = TokenText.read(jwt);
        } catch (InvalidTokenException e) {
            session.err().println("bridgectl: " + e.getMessage());
            return ExitCode.MALFORMED_INPUT;
        }
        TokenVerdict verdict = judge(verifier, jwt);
        show(text, verdict, format.text(session));
        format.json(session, json -> write(text, verdict, json));
        return verdict.word().equals(VALID) ? ExitCode.OK : ExitCode.FAILED;
    }

    private String read(String named) throws IOException {
        return InputFile.of(Path.of(named), session.host().workingDirectory())
                .text()
                .strip();
    }

    private static void show(TokenText text, TokenVerdict verdict, PrintWriter out) {
        out.println("header   " + CanonicalJson.of(text.header()));
        out.println("claims   " + CanonicalJson.of(text.claims()));
        out.println("issued   " + time(text, "iat", "unknown"));
        out.println("expires  " + time(text, "exp", "unknown"));
        out.println("verdict  " + verdict.word() + (verdict.why().isEmpty() ? "" : ": " + verdict.why()));
    }

    private static void write(TokenText text, TokenVerdict verdict, JsonWriter json) throws IOException {
        json.beginObject()
                .field("verdict", verdict.word())
                .knownField("reason", verdict.why())
                .knownField("issued", time(text, "iat", ""))
                .knownField("expires", time(text, "exp", ""))
                .field("header", text.header())
                .field("claims", text.claims())
                .endObject();
    }

    private static String time(TokenText text, String claim, String otherwise) {
        Optional<Instant> time = text.time(claim);
        return time.isPresent() ? UtcTime.of(time.get()) : otherwise;
    }

    /**
     * Whether the bridge would believe a token.
     *
     * @param word valid, expired or invalid
     * @param why it is not valid; empty if it is
     */
    private record TokenVerdict(String word, String why) {}

    private TokenVerdict judge(TokenVerifier verifier, String jwt) {
        try {
            verifier.verify(jwt, session.host().clock().instant());
            return new TokenVerdict(VALID, "");
        } catch (ExpiredTokenException e) {
            return new TokenVerdict("expired", String.valueOf(e.getMessage()));
        } catch (InvalidTokenException e) {
            return new TokenVerdict("invalid", String.valueOf(e.getMessage()));
        }
    }
}
