package org.corebucket.bridge.cli.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;

/** Shows which keys there are. */
public final class KeysShowCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    /** A command of one session. */
    public KeysShowCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** What it understands. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "show",
                this,
                global,
                "Shows the public halves in security/, their lengths and fingerprints, and the modes of the private halves.",
                "",
                "Example: bridgectl keys show",
                "",
                "The fingerprint is the SHA-256 of the DER public key:",
                "  openssl pkey -pubin -in FILE -outform DER | sha256sum",
                "",
                "Exit codes: 0 done, 66 no deployment.");
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        TreeSet<Path> publicHalves = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(deployment.security(), "*public*.pem")) {
            files.forEach(publicHalves::add);
        }
        for (Path file : publicHalves) {
            session.out().println(OneLine.of(FileNames.of(deployment.root().relativize(file))) + "  " + describe(file));
        }
        if (publicHalves.isEmpty()) {
            session.out().println("No public key in security/.");
        }
        return ExitCode.OK;
    }

    private static String describe(Path file) throws Exception {
        try {
            RsaPublicKey key =
                    RsaPublicKey.fromPem(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
            return key.bits() + " bits  " + key.fingerprint() + "  " + privateHalf(file);
        } catch (MalformedKeyException e) {
            return e.problem();
        }
    }

    private static String privateHalf(Path file) throws Exception {
        Path half = file.resolveSibling(file.getFileName().toString().replace("public", "private"));
        return Files.exists(half)
                ? "private half here, mode " + FileFacts.of(half).octalMode()
                : "no private half here";
    }
}
