package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the keys in {@code security/}. */
public final class KeysShowCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;

    /** A command of one session. */
    public KeysShowCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "show",
                this,
                global,
                "Shows the public halves in security/, their lengths and fingerprints, and of the private halves the modes,"
                        + " and why one can't be used. Of the ledger's log it shows the keys and, each on a line of its own, what verifies"
                        + " what they sign: a vkey, for a policy or a witness.",
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
        Path directory = KeyFiles.directory(deployment);
        List<String> publicHalves = TreeFiles.names(directory, KeyFiles.PUBLIC_HALVES);
        for (String name : publicHalves) {
            Path file = directory.resolve(name);
            session.out().println(OneLine.of(FileNames.of(deployment.root().relativize(file))) + "  " + describe(file));
        }
        if (publicHalves.isEmpty()) {
            session.out().println("No public key in security/.");
        }
        NoteKeyLines.print(deployment, session, Holder.LOG);
        NoteKeyLines.print(deployment, session, Holder.WITNESS);
        return ExitCode.OK;
    }

    private static String describe(Path file) {
        if (!Files.isRegularFile(file)) {
            return "is no regular file";
        }
        try {
            RsaPublicKey key =
                    RsaPublicKey.fromPem(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
            return key.bits() + " bits  " + key.fingerprint() + "  " + privateHalf(file);
        } catch (MalformedKeyException e) {
            return e.problem();
        } catch (IOException e) {
            return "can't be read: " + IoTrouble.reason(e);
        }
    }

    private static String privateHalf(Path file) {
        Path half = KeyFiles.ofPublicHalf(file.toString())
                .map(pair -> Path.of(pair.privateHalf()))
                .orElse(null);
        if (half == null || !Files.exists(half, LinkOption.NOFOLLOW_LINKS)) {
            return "no private half here";
        }
        try {
            FileFacts facts = FileFacts.of(half);
            return "private half here, mode " + facts.octalMode() + flaw(half, facts);
        } catch (IOException e) {
            return "private half here, but its mode can't be read: " + IoTrouble.reason(e);
        }
    }

    /** Why the private half can't be used, or that it needs a passphrase; empty if it can be used. */
    private static String flaw(Path half, FileFacts facts) {
        if (!Files.isRegularFile(half)) {
            return ", but it is " + facts.type().words();
        }
        try {
            RsaPrivateKey.fromPem(
                    Files.readString(half, StandardCharsets.ISO_8859_1), half.toString(), Passphrase.NONE);
            return "";
        } catch (PassphraseException e) {
            return ", encrypted";
        } catch (MalformedKeyException e) {
            return ", but " + e.problem();
        } catch (IOException e) {
            return ", but it can't be read: " + IoTrouble.reason(e) + ", and it belongs to uid " + facts.owner();
        }
    }
}
