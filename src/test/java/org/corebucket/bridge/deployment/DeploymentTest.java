package org.corebucket.bridge.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeploymentTest {

    @TempDir
    private Path directory;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(directory.toRealPath().resolve("root"));
    }

    @Test
    void isFoundFromItsRootAndFromBelow() throws Exception {
        makePolicy(root);
        Path below = Files.createDirectories(root.resolve("a/b"));

        assertThat(Deployment.find(root)).isEqualTo(new Deployment(root));
        assertThat(Deployment.find(below)).isEqualTo(new Deployment(root));
    }

    @Test
    void theNearestOneIsFound() throws Exception {
        makePolicy(root);
        Path inner = Files.createDirectories(root.resolve("inner"));
        makePolicy(inner);

        assertThat(Deployment.find(inner.resolve("canonical"))).isEqualTo(new Deployment(inner));
    }

    @Test
    void aPolicyThatIsALinkToNothingStillMarksADeployment() throws Exception {
        Files.createDirectory(root.resolve("canonical"));
        Files.createSymbolicLink(root.resolve(Deployment.POLICY), root.resolve("nothing"));

        assertThat(Deployment.find(root)).isEqualTo(new Deployment(root));
        assertThat(Deployment.at(root)).isEqualTo(new Deployment(root));
    }

    @Test
    void hasTheRealPathOfItsRoot() throws Exception {
        makePolicy(root);
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);

        assertThat(Deployment.find(link)).isEqualTo(new Deployment(root));
        assertThat(Deployment.at(link)).isEqualTo(new Deployment(root));
    }

    @Test
    void saysWhatToDoWhereThereIsNone() {
        assertThatThrownBy(() -> Deployment.find(root))
                .isInstanceOf(NoDeploymentException.class)
                .hasMessage("no deployment at " + root
                        + " or above it: no directory there holds canonical/policy.json\n"
                        + "Name one with --root DIR, or make one here with: bridgectl init");
        assertThatThrownBy(() -> Deployment.at(root)).isInstanceOf(NoDeploymentException.class);
    }

    @Test
    void isFoundByItsManifestAloneIfItLostItsPolicy() throws Exception {
        Files.createDirectory(root.resolve("manifests"));
        Files.createFile(root.resolve(Deployment.MANIFEST));

        assertThat(Deployment.at(root)).isEqualTo(new Deployment(root));
        assertThat(Deployment.find(root)).isEqualTo(new Deployment(root));
    }

    @Test
    void isNotLookedForAboveADirectoryThatWasNamed() throws Exception {
        makePolicy(root);
        Path below = Files.createDirectory(root.resolve("below"));

        assertThatThrownBy(() -> Deployment.at(below)).isInstanceOf(NoDeploymentException.class);
    }

    private static void makePolicy(Path root) throws IOException {
        Files.createDirectory(root.resolve("canonical"));
        Files.createFile(root.resolve(Deployment.POLICY));
    }
}
