package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.SigningKey;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPair;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes a key pair. */
public final class KeysGenerateCommand implements Callable<Integer> {

    private static final int USUAL_BITS = 3072;

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey secret = new SigningKey();

    private final OptionSpec bits = Options.number("--bits", "N", "2048 or more; 3072 if it is not given.");

    private final OptionSpec dir =
            Options.path("--dir", "DIR", "Where to, a directory that is there; else security/ of the deployment.");

    private final OptionSpec encrypt = Options.flag("--encrypt", "Encrypt the private half with the passphrase.");

    private final OptionSpec log = Options.flag(
            "--log",
            "Make the two keys by which the ledger's log signs its checkpoints, of Ed25519 and of ML-DSA-44, as far as they"
                    + " are not there; and print their verifier keys.");

    private final OptionSpec witness = Options.flag(
            "--witness", "Make the two keys by which the witness cosigns other logs' checkpoints, in the same way.");

    private final PositionalParamSpec name =
            KeyName.parameter("0..1", "module, token, bridge, release, or a name of your own; else module.");

    /** A command of one session. */
    public KeysGenerateCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    /** The command's options and help. */
    public CommandSpec model() {
        CommandSpec spec = Options.command(
                "generate",
                this,
                global,
                "Makes an RSA key pair: NAME.private.pem with mode 600, and NAME.public.pem; or the log's keys. Never overwrites; of a pair"
                        + " that lacks its public half, as when it was interrupted, it makes that; beside the log's keys"
                        + " security/log.vkeys, with what verifies them.",
                "",
                "Examples:",
                "  bridgectl keys generate education",
                "  bridgectl keys generate --log",
                "  bridgectl keys generate --witness",
                "  bridgectl keys generate release --dir /media/usb --bits 4096 \\",
                "    --encrypt --passphrase-file pass.txt",
                "",
                "Exit codes: 0 done, 64 usage, 66 no such directory, 77 such a key is there",
                "already, or the log has signed with one that is lost.");
        spec.addOption(bits);
        spec.addOption(dir);
        spec.addOption(encrypt);
        spec.addOption(log);
        spec.addOption(witness);
        secret.addPassphraseTo(spec);
        spec.addPositional(name);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        if (Options.isSet(log)) {
            return generate(Holder.LOG, Options.isSet(witness));
        }
        if (Options.isSet(witness)) {
            return generate(Holder.WITNESS, false);
        }
        Long given = bits.getValue();
        int length = given == null ? USUAL_BITS : (int) Math.min(given, Integer.MAX_VALUE);
        if (length < RsaPublicKey.MIN_BITS || length > RsaPublicKey.MAX_BITS) {
            throw new UsageException(
                    "--bits takes " + RsaPublicKey.MIN_BITS + " to " + RsaPublicKey.MAX_BITS + ", not " + given);
        }
        Path named = dir.getValue();
        Path directory = named == null
                ? KeyFiles.directory(global.deployment(session.host()))
                : session.host().workingDirectory().resolve(named);
        if (named != null && !Files.isDirectory(directory)) {
            throw MendableException.missing("no key pair is written: there is no directory "
                    + OneLine.of(FileNames.of(directory)) + "; make it first");
        }
        if (Files.isDirectory(directory)) {
            global.requireOwner(session.host(), directory);
        }
        KeyPair pair = new KeyPair(directory, KeyFiles.bare(KeyName.of(name)));
        if (pair.lacksPublicHalf()) {
            return complete(pair);
        }
        if (pair.exists()) {
            throw new RefusedException(
                    OneLine.of(pair.privateHalf().toString()) + " or its public half is there already\n"
                            + "Choose another name, or: bridgectl keys rotate "
                            + pair.names().name());
        }
        RsaPrivateKey key = RsaPrivateKey.generate(length);
        pair.write(key, pem(key));
        session.out().println(OneLine.of(pair.privateHalf().toString()));
        session.out()
                .println(OneLine.of(pair.publicHalf().toString()) + "  "
                        + key.publicKey().fingerprint());
        return ExitCode.OK;
    }

    @SuppressWarnings("try") // the lock is only held
    private Integer generate(Holder holder, boolean another) throws Exception {
        if (another
                || bits.getValue() != null
                || dir.getValue() != null
                || Options.isSet(encrypt)
                || name.getValue() != null) {
            throw new UsageException("--" + holder.word() + " takes neither a name nor --bits, --dir or --encrypt: a "
                    + holder.word() + " has two keys of its own in security/");
        }
        Deployment deployment = global.deployment(session.host());
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            if (holder == Holder.LOG) {
                requireNoneLost(deployment);
            }
            boolean made = !NoteKeys.make(deployment, holder).isEmpty();
            boolean written = holder == Holder.LOG && DeploymentLog.writeVerifierKeys(deployment, session.host());
            if (!made && !written) {
                throw new RefusedException("the keys of the " + holder.word() + " are there already: "
                        + String.join(", ", NoteKeys.there(deployment, holder))
                        + "\nShow them with: bridgectl keys show"
                        + "; or: bridgectl keys rotate --" + holder.word());
            }
            if (!made) {
                session.out().println("The keys were there already; made " + Holder.LOG.vkeys());
            }
        }
        NoteKeyLines.of(deployment, session, holder).print(session.out());
        return ExitCode.OK;
    }

    /** What a key has signed nobody could verify any more if another one took its place. */
    private void requireNoneLost(Deployment deployment) throws IOException, RefusedException {
        List<String> missing = NoteKeys.missing(deployment, Holder.LOG);
        Optional<String> origin = LogSettings.origin(deployment, session.host());
        if (!missing.isEmpty()
                && origin.isPresent()
                && DeploymentLog.hasSigned(deployment, new TrustStore(deployment, session.host()), origin.get())) {
            throw new RefusedException("the log has signed checkpoints with " + String.join(" and ", missing)
                    + ", and with another key there they would be unsound\nPut it back from a copy; each node of a cluster has one."
                    + " If it is lost, this log has ended: give the next one another name, \"log\": {\"origin\": NAME} in the"
                    + " bridge's descriptor, then: bridgectl freeze --reason TEXT, and: bridgectl keys generate --log");
        }
    }

    /**
     * Writes the missing public half of a pair. An interrupted run left the private half alone, so nobody could verify
     * anything that it signed.
     */
    private Integer complete(KeyPair pair) throws Exception {
        RsaPrivateKey key = secret.read(session.host(), InputFile.of(pair.privateHalf()));
        pair.writePublicHalf(key);
        session.out().println(pair.privateHalf() + "  was there already");
        session.out().println(pair.publicHalf() + "  " + key.publicKey().fingerprint());
        return ExitCode.OK;
    }

    private String pem(RsaPrivateKey key) throws Exception {
        if (!Options.isSet(encrypt)) {
            return key.toPem();
        }
        try (Passphrase passphrase = secret.passphrase(session.host())) {
            return key.toEncryptedPem(passphrase);
        }
    }
}
