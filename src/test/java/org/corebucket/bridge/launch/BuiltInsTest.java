package org.corebucket.bridge.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuiltInsTest {

    private static final byte[] DESCRIPTOR = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path root;

    private Path file;
    private Decision.Approved approved;
    private byte[] given = {};

    private final BuiltIns bridge =
            new BuiltIns(Map.of(Entrypoint.EntrypointKind.BRIDGE, (entrypoint, descriptor, arguments) -> {
                given = descriptor;
                return 3;
            }));

    @BeforeEach
    void sealedDescriptor() throws Exception {
        Entrypoint entrypoint = Policy.standard("test").entrypoint("bridge").orElseThrow();
        file = root.resolve(entrypoint.file());
        Files.createDirectories(file.getParent());
        Files.write(file, DESCRIPTOR);
        ManifestEntry entry = new ManifestEntry(Sha256.of(DESCRIPTOR), entrypoint.file(), entrypoint.file());
        approved = new Decision.Approved(entrypoint, entry, List.of());
    }

    @Test
    void theRunnerGetsTheVerifiedBytesAndItsExitCodePassesThrough() throws Exception {
        BuiltIns.ReadyBuiltIn ready = bridge.prepare(root, approved).orElseThrow();
        Files.writeString(file, "{\"port\":1}");

        assertThat(ready.run()).isEqualTo(3);
        assertThat(given).isEqualTo(DESCRIPTOR);
    }

    @Test
    void aDescriptorThatWasChangedIsNotGiven() throws Exception {
        Files.writeString(file, "[]");

        assertThat(bridge.prepare(root, approved)).isEmpty();
    }

    @Test
    void aDescriptorThatBecameALinkIsNotGiven() throws Exception {
        Files.move(file, root.resolve("elsewhere"));
        Files.createSymbolicLink(file, root.resolve("elsewhere"));

        assertThat(bridge.prepare(root, approved)).isEmpty();
    }

    @Test
    void aKindWithoutARunnerCannotRun() {
        assertThatThrownBy(() -> new BuiltIns(Map.of()).prepare(root, approved))
                .isInstanceOf(NotRunnableException.class)
                .hasMessageStartingWith("this version has no bridge runner yet");
    }
}
