package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.pkcs11.Pkcs11Key;
import org.corebucket.bridge.pkcs11.Pkcs11Uri;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.DecidedAct;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that name a private key, in a file or on a token, and the passphrase or PIN that opens it. */
public final class SigningKey {

    /**
     * The variable that may hold the passphrase of an encrypted key, or a token's PIN. It may not stand on the command line, which
     * every user of the host can read.
     */
    static final String PASSPHRASE_VARIABLE = "BRIDGECTL_PASSPHRASE";

    private final OptionSpec key;

    private final OptionSpec passphraseFile = Options.input(
            "--passphrase-file",
            "FILE",
            "Its first line opens an encrypted key or a token; else " + PASSPHRASE_VARIABLE + " in the environment.");

    /** Opened once, since a pipe can be read only once and a command may open several keys. */
    private @Nullable InputFile passphraseInput;

    /** The options of a command that signs with the deployment's release key unless another is named. */
    public SigningKey() {
        this("the release key in security/");
    }

    /**
     * The options of a command that signs.
     *
     * @param otherwise what signs if no key is named
     */
    public SigningKey(String otherwise) {
        key = Options.input(
                "--key",
                "KEY",
                "The private key to sign with: a PEM file, or a pkcs11: URI of a key on a token; else " + otherwise
                        + ".");
    }

    /** Adds both options. */
    public void addTo(CommandSpec spec) {
        spec.addOption(key);
        addPassphraseTo(spec);
    }

    /** Adds only the option for the passphrase. */
    public void addPassphraseTo(CommandSpec spec) {
        spec.addOption(passphraseFile);
    }

    /** Whether a key was named. */
    public boolean isNamed() {
        return key.getValue() != null;
    }

    /** Opens the key that was named, in a file or on a token; empty if none was. */
    public Optional<RsaSigner> named(Host host) throws IOException, MendableException {
        String uri = uri();
        if (uri != null) {
            return Optional.of(onToken(host, Pkcs11Uri.parse(uri)));
        }
        InputFile file = Options.input(key, host);
        return file == null ? Optional.empty() : Optional.of(read(host, file));
    }

    /** The URI that was given in place of a file; null if none was. A path would lose some of its slashes. */
    private @Nullable String uri() {
        for (String given : key.originalStringValues()) {
            if (Pkcs11Uri.isOne(given)) {
                return given;
            }
        }
        return null;
    }

    private RsaSigner onToken(Host host, Pkcs11Uri uri) throws IOException, MendableException {
        Path pinFile = uri.pinFile().orElse(null);
        if (pinFile != null && passphraseFile.getValue() != null) {
            throw new UsageException(
                    "both --passphrase-file and pin-source name a file with the PIN: name one of them");
        }
        try (Passphrase pin = pinFile == null ? passphrase(host) : firstLine(InputFile.of(pinFile))) {
            return Pkcs11Key.open(uri, host, pin);
        }
    }

    /** Opens the key that was named, or else the deployment's for this purpose. */
    public RsaSigner signer(Host host, Deployment deployment, KeyPurpose otherwise)
            throws IOException, MendableException {
        Optional<RsaSigner> named = named(host);
        if (named.isPresent()) {
            return named.get();
        }
        if (otherwise == KeyPurpose.RELEASE) {
            requireFile(host, deployment);
        }
        return read(host, InputFile.of(otherwise.privateHalf(deployment)));
    }

    /** Reads a key in a file. */
    public RsaPrivateKey read(Host host, InputFile file)
            throws IOException, MalformedKeyException, PassphraseException {
        try (Passphrase passphrase = passphrase(host)) {
            Path path = file.path();
            return RsaPrivateKey.fromPem(
                    file.text(), path == null ? file.name() : OneLine.of(path.toString()), passphrase);
        }
    }

    /**
     * Opens the key of somebody who decides alone: the one that was named, else the release key in {@code security/}.
     *
     * @throws MendableException if it is missing or can't be used
     * @throws RefusedException if the key may not decide this, or not alone
     */
    public Signatory readSignatory(Host host, Deployment deployment, DecidedAct act)
            throws IOException, MendableException {
        requireFile(host, deployment);
        RsaSigner release = signer(host, deployment, KeyPurpose.RELEASE);
        try {
            return Signatory.alone(
                    TrustedAuthority.read(deployment, new TrustStore(deployment, host), null), act, release);
        } catch (TrustedAuthority.NotTrustedException e) {
            throw new RefusedException(
                    e.getMessage() + "\nPut the release key's public half back first; bridgectl verify says which.");
        }
    }

    private void requireFile(Host host, Deployment deployment) throws MendableException {
        InputFile named = uri() == null ? Options.input(key, host) : null;
        Path file = isNamed() ? named == null ? null : named.path() : KeyPurpose.RELEASE.privateHalf(deployment);
        if (file != null && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw MendableException.missing("the release key is not at " + file
                    + "\nIt may be kept elsewhere: ask its holder, and name it with --key PEM.");
        }
    }

    /** The passphrase, from the file or the environment; none if neither is given. */
    public synchronized Passphrase passphrase(Host host) throws IOException {
        InputFile file = passphraseInput == null ? Options.input(passphraseFile, host) : passphraseInput;
        if (file != null) {
            passphraseInput = file;
            return firstLine(file);
        }
        String value = host.variable(PASSPHRASE_VARIABLE);
        return value == null ? Passphrase.NONE : Passphrase.of(value.toCharArray());
    }

    private static Passphrase firstLine(InputFile file) throws IOException {
        return Passphrase.ofLine(file.firstLine(Passphrase.MAX_BYTES + 1), file.name());
    }
}
