package org.corebucket.bridge.cli.admin;

import java.nio.file.Files;
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
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPair;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.transparency.VerifierKey;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Replaces a key pair by a new one, and keeps the old public half. */
public final class KeysRotateCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final SigningKey secret = new SigningKey();

    private final PositionalParamSpec name =
            KeyName.parameter("0..1", "module, token, bridge, or a name of your own; not with --log or --witness.");

    private final OptionSpec log = Options.flag(
            "--log",
            "Rotate the two keys of the ledger's log: new ones are made, and the previous ones sign beside them until they are"
                    + " dropped.");

    private final OptionSpec witness = Options.flag(
            "--witness",
            "Rotate the two keys by which this deployment's witness cosigns other logs: new ones are made, and the previous ones"
                    + " cosign beside them until they are dropped.");

    private final OptionSpec dropPrevious = Options.flag(
            "--drop-previous",
            "With --log or --witness: make no new keys, but drop the previous ones. Their verifier keys are kept in"
                    + " security/log.dropped.vkeys, or witness.dropped.vkeys, since what they signed must verify as long as it"
                    + " exists.");

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
                        + " encrypted if that was. Beside the log's keys it writes what verifies them, to security/log.vkeys.",
                "",
                "Examples:",
                "  bridgectl keys rotate module",
                "  bridgectl keys rotate --log",
                "  bridgectl keys rotate --log --drop-previous",
                "  bridgectl keys rotate --witness",
                "",
                "The release key is not rotated here, since every host remembers it: make a new",
                "deployment key with 'keys generate release --dir DIR', and follow the operations",
                "guide.",
                "",
                "Exit codes: 0 done, 66 there is no such key, 75 another instance is at work,",
                "77 refused.");
        secret.addPassphraseTo(spec);
        spec.addOption(log);
        spec.addOption(witness);
        spec.addOption(dropPrevious);
        spec.addPositional(name);
        return spec;
    }

    @Override
    @SuppressWarnings("try") // the lock is only held
    public Integer call() throws Exception {
        if (Options.isSet(log)) {
            return rotate(Holder.LOG, Options.isSet(witness));
        }
        if (Options.isSet(witness)) {
            return rotate(Holder.WITNESS, false);
        }
        if (name.getValue() == null || Options.isSet(dropPrevious)) {
            throw new UsageException(
                    "Missing required parameter: NAME, or --log, or --witness; --drop-previous goes with"
                            + " --log or --witness alone");
        }
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

    @SuppressWarnings("try") // the lock is only held
    private Integer rotate(Holder holder, boolean another) throws Exception {
        if (another || name.getValue() != null) {
            throw new UsageException("--" + holder.word() + " rotates the keys of the " + holder.word()
                    + " alone, and takes neither a name nor another such option");
        }
        Deployment deployment = global.deployment(session.host());
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            if (Options.isSet(dropPrevious)) {
                drop(deployment, holder);
            } else {
                NoteKeys.rotate(deployment, holder);
            }
            if (holder == Holder.LOG) {
                DeploymentLog.writeVerifierKeys(deployment, session.host());
            }
        }
        NoteKeyLines.of(deployment, session, holder).print(session.out());
        session.out()
                .println("Restart the " + (holder == Holder.LOG ? "bridge" : "witness")
                        + ": it reads keys when it starts.");
        return ExitCode.OK;
    }

    private void drop(Deployment deployment, Holder holder) throws Exception {
        String signedUnder = NoteKeyLines.name(deployment, session, holder)
                .orElseThrow(
                        () -> new RefusedException("no key is dropped under a seal that does not hold: the name of the "
                                + holder.word() + " has the deployment's id from it\nSee: bridgectl verify"));
        for (VerifierKey key : NoteKeys.dropPrevious(deployment, holder, signedUnder)) {
            session.out().println("dropped  " + key.vkey());
        }
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
