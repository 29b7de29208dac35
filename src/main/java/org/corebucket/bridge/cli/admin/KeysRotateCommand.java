package org.corebucket.bridge.cli.admin;

import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPair;
import org.corebucket.bridge.keys.KeyPurpose;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Replaces a key pair by a new one, and keeps the old public half. */
public final class KeysRotateCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey secret = new SigningKey();

    private final PositionalParamSpec name = KeyName.parameter("1", "module, token, bridge, or a name of your own.");

    /** A command of one session. */
    public KeysRotateCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "rotate",
                this,
                global,
                "Makes a new key pair in the place of one in security/, and keeps the old public half beside it as"
                        + " NAME.public.previous.pem, so that what it signed still verifies for a while. The new pair is as long as the old one, and"
                        + " encrypted if that was.",
                "",
                "Example: bridgectl keys rotate module",
                "",
                "The release key is not rotated here, since every host remembers it: make a new",
                "deployment key with 'keys generate release --dir DIR', and follow the operations",
                "guide.",
                "",
                "Exit codes: 0 done, 66 there is no such key, 75 another instance is at work,",
                "77 refused.");
        secret.addPassphraseTo(spec);
        spec.addPositional(name);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        KeyFiles files = KeyFiles.named(KeyName.of(name));
        if (files.equals(KeyPurpose.RELEASE.files())) {
            throw new RefusedException("the release key is not rotated here: every host that has seen this deployment"
                    + " remembers it\nMake a new one with: bridgectl keys generate release --dir DIR");
        }
        Deployment deployment = global.deployment(session.host());
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            rotate(new KeyPair(deployment.root(), files));
        }
        return ExitCode.OK;
    }

    private void rotate(KeyPair pair) throws Exception {
        RsaPrivateKey old = secret.read(session.host(), InputFile.of(pair.privateHalf()));
        boolean encrypted = Files.readString(pair.privateHalf()).contains("ENCRYPTED");
        RsaPrivateKey fresh = RsaPrivateKey.generate(old.bits());
        Optional<String> stranger = pair.replace(old, fresh, encrypted ? encrypted(fresh) : fresh.toPem());
        KeyFiles names = pair.names();
        stranger.ifPresent(kept -> session.err()
                .println("bridgectl: " + names.publicHalf() + " was not the public half of " + names.privateHalf()
                        + "; it is kept as " + kept));
        session.out()
                .println("old  " + old.publicKey().fingerprint() + "  "
                        + pair.previousHalf().getFileName());
        session.out()
                .println("new  " + fresh.publicKey().fingerprint() + "  "
                        + pair.publicHalf().getFileName());
    }

    private String encrypted(RsaPrivateKey key) throws Exception {
        try (Passphrase passphrase = secret.passphrase(session.host())) {
            return key.toEncryptedPem(passphrase);
        }
    }
}
