package org.corebucket.bridge.verification;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.corebucket.bridge.certificate.Certificate.Tool;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.readiness.Toolkit;

/** Describes the running jar. */
final class ToolkitFile {

    private ToolkitFile() {}

    /** The jar's version, commit and digest; no digest if the classes do not come from a jar. */
    static Tool tool() throws IOException {
        Toolkit version = Toolkit.running();
        Optional<Path> jar = jar();
        return new Tool(
                version.version(),
                version.commit(),
                jar.isPresent() ? Optional.of(Sha256.of(() -> Files.newInputStream(jar.get()))) : Optional.empty());
    }

    private static Optional<Path> jar() {
        CodeSource source = ToolkitFile.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            Path path = Path.of(source.getLocation().toURI());
            return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
