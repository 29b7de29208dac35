package org.corebucket.bridge.cli.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that name a private key, and open it if it is encrypted. */
public final class SigningKey {

    /** Where the passphrase of an encrypted key may stand; never on the command line, which everyone can read. */
    static final String PASSPHRASE_VARIABLE = "BRIDGECTL_PASSPHRASE";

    private final OptionSpec key =
            Options.path("--key", "PEM", "The private key to sign with; else the release key in security/.");

    private final OptionSpec passphraseFile = Options.path(
            "--passphrase-file",
            "FILE",
            "Its first line opens an encrypted key; else " + PASSPHRASE_VARIABLE + " in the environment.");

    /** Adds both options. */
    public void addTo(CommandSpec spec) {
        spec.addOption(key);
        addPassphraseTo(spec);
    }

    /** Adds the passphrase's option alone. */
    public void addPassphraseTo(CommandSpec spec) {
        spec.addOption(passphraseFile);
    }

    /** The file of the key that was named; null if none was. */
    public @Nullable Path file(Host host) {
        Path named = key.getValue();
        return named == null ? null : host.workingDirectory().resolve(named);
    }

    /** Reads a key. */
    public RsaPrivateKey read(Host host, Path file) throws IOException, MalformedKeyException, PassphraseException {
        try (Passphrase passphrase = passphrase(host)) {
            return RsaPrivateKey.fromPem(
                    Files.readString(file, StandardCharsets.ISO_8859_1), file.toString(), passphrase);
        }
    }

    /** The passphrase, from the file or the environment; none if neither is given. */
    public Passphrase passphrase(Host host) throws IOException {
        Path file = passphraseFile.getValue();
        if (file != null) {
            return Passphrase.fromFile(host.workingDirectory().resolve(file));
        }
        String value = host.variable(PASSPHRASE_VARIABLE);
        return value == null ? Passphrase.NONE : Passphrase.of(value.toCharArray());
    }
}
