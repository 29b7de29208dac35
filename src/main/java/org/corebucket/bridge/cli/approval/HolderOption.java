package org.corebucket.bridge.cli.approval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.trust.RootKey;
import picocli.CommandLine.Model.OptionSpec;

/** The option that names the holder of a key and the file of its public half. */
final class HolderOption {

    private HolderOption() {}

    static OptionSpec option(String name) {
        return Options.texts(
                name,
                "NAME=PEM",
                "Somebody who may decide from then on, and the public half of their key. May be given several times.");
    }

    /**
     * The keys that were given.
     *
     * @throws UsageException if a name or a file is missing
     * @throws MalformedKeyException if a file holds no sound key
     */
    static List<RootKey> of(OptionSpec option, Host host) throws IOException, UsageException, MalformedKeyException {
        List<RootKey> keys = new ArrayList<>();
        for (String given : Options.values(option.getValue())) {
            int at = given.indexOf('=');
            if (at < 1 || at == given.length() - 1) {
                throw new UsageException(option.longestName() + ": expected NAME=PEM, found " + given);
            }
            InputFile file = InputFile.of(Path.of(given.substring(at + 1)), host.workingDirectory());
            keys.add(RootKey.of(given.substring(0, at), RsaPublicKey.fromPem(file.text(), file.name())));
        }
        return keys;
    }
}
