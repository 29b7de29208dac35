package org.corebucket.bridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyWriter;
import org.junit.jupiter.api.Test;

/** What this repository has frozen is what its toolkit writes, and what its release manifest says. */
final class RepositoryTest {

    private static final Deployment REPOSITORY = new Deployment(Path.of("").toAbsolutePath());

    @Test
    void theReleaseManifestListsTheCanonicalFilesAsTheyAre() throws Exception {
        Manifest manifest;
        try (InputStream in = Files.newInputStream(REPOSITORY.releaseManifest())) {
            manifest = ManifestReader.read(in, "manifests/release.sha256");
        }
        ListedFiles.HashOptions options = new ListedFiles.HashOptions(false, false, 1);

        assertThat(ListedFiles.compare(REPOSITORY.root(), manifest, options, HashProgress.NONE)
                        .findings())
                .isEmpty();
        assertThat(CanonicalTree.unlisted(REPOSITORY, manifest.entries())).isEmpty();
        assertThat(manifest.paths()).contains("CANONICAL_RUN.md", Deployment.POLICY);
    }

    @Test
    void thePolicyIsTheOneThatInitWrites() throws Exception {
        assertThat(Files.readString(REPOSITORY.path(Deployment.POLICY)))
                .isEqualTo(PolicyWriter.text(Policy.standard("Core-Bucket Bridge V5")));
    }

    @Test
    void everyFrozenFileButThePolicyIsATemplate() throws Exception {
        TreeSet<String> files = new TreeSet<>();
        try (Stream<Path> tree = Files.walk(REPOSITORY.canonical())) {
            tree.filter(Files::isRegularFile)
                    .map(file -> REPOSITORY.root().relativize(file).toString())
                    .forEach(files::add);
        }
        files.add(CanonicalTree.RUN_DOCUMENT);
        files.remove(Deployment.POLICY);

        assertThat(new TreeSet<>(Templates.PATHS)).isEqualTo(files);
        for (String path : files) {
            assertThat(Templates.read(path)).as(path).isEqualTo(Files.readAllBytes(REPOSITORY.path(path)));
        }
    }
}
