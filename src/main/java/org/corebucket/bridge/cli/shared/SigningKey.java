package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedKey;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that name a private key and the passphrase that opens it. */
public final class SigningKey {

    /**
     * The variable that may hold the passphrase of an encrypted key. It may not stand on the command line, which every
     * user of the host can read.
     */
    static final String PASSPHRASE_VARIABLE = "BRIDGECTL_PASSPHRASE";

    private final OptionSpec key =
            Options.input("--key", "PEM", "The private key to sign with; else the release key in security/.");

    private final OptionSpec passphraseFile = Options.input(
            "--passphrase-file",
            "FILE",
            "Its first line opens an encrypted key; else " + PASSPHRASE_VARIABLE + " in the environment.");

    /** Opened once, since a pipe can be read only once and a command may open several keys. */
    private @Nullable InputFile passphraseInput;

    /** Adds both options. */
    public void addTo(CommandSpec spec) {
        spec.addOption(key);
        addPassphraseTo(spec);
    }

    /** Adds only the option for the passphrase. */
    public void addPassphraseTo(CommandSpec spec) {
        spec.addOption(passphraseFile);
    }

    /** The key that was named; null if none was. */
    public @Nullable InputFile named(Host host) {
        return Options.input(key, host);
    }

    /** Reads the key that was named, or else the deployment's for this purpose. */
    public RsaPrivateKey read(Host host, Deployment deployment, KeyPurpose otherwise)
            throws IOException, MalformedKeyException, PassphraseException {
        InputFile named = named(host);
        return read(host, named == null ? InputFile.of(otherwise.privateHalf(deployment)) : named);
    }

    /** Reads a key. */
    public RsaPrivateKey read(Host host, InputFile file)
            throws IOException, MalformedKeyException, PassphraseException {
        try (Passphrase passphrase = passphrase(host)) {
            Path path = file.path();
            return RsaPrivateKey.fromPem(
                    file.text(), path == null ? file.name() : OneLine.of(path.toString()), passphrase);
        }
    }

    /**
     * Reads the deployment's release key: the one that was named, else the one in {@code security/}.
     *
     * @throws MendableException if it is missing or can't be used
     * @throws RefusedException if it is another key
     */
    public RsaPrivateKey readRelease(Host host, Deployment deployment) throws IOException, MendableException {
        InputFile named = named(host);
        Path file = named == null ? KeyPurpose.RELEASE.privateHalf(deployment) : named.path();
        if (file != null && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw MendableException.missing("the release key is not at " + file
                    + "\nIt may be kept elsewhere: ask its holder, and name it with --key PEM.");
        }
        RsaPrivateKey release = read(host, deployment, KeyPurpose.RELEASE);
        try {
            String expected = TrustedKey.read(deployment, new TrustStore(deployment, host), null)
                    .fingerprint();
            String given = release.publicKey().fingerprint();
            if (!given.equals(expected)) {
                throw new RefusedException("the key is not this deployment's release key\n  expected " + expected
                        + "\n  given    " + given + "\nName the right one with --key PEM.");
            }
        } catch (TrustedKey.NotTrustedException e) {
            throw new RefusedException(
                    e.getMessage() + "\nPut the release key's public half back first; bridgectl verify says which.");
        }
        return release;
    }

    /** The passphrase, from the file or the environment; none if neither is given. */
    public synchronized Passphrase passphrase(Host host) throws IOException {
        InputFile file = passphraseInput == null ? Options.input(passphraseFile, host) : passphraseInput;
        if (file != null) {
            passphraseInput = file;
            return Passphrase.ofLine(file.firstLine(Passphrase.MAX_BYTES + 1), file.name());
        }
        String value = host.variable(PASSPHRASE_VARIABLE);
        return value == null ? Passphrase.NONE : Passphrase.of(value.toCharArray());
    }
}
