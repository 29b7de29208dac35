package org.corebucket.bridge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.corebucket.bridge.deployment.DurableFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two files of a certificate are written side by side, for everybody to read. */
final class CertificateFilesTest {

    private static final CertificatePair PAIR = CertificatePair.of(new byte[] {'j'}, new byte[] {'t'});

    @TempDir
    private Path directory;

    private Path staging() {
        return directory.resolve("staging");
    }

    private CertificateFiles write() throws IOException {
        CertificateFiles files = CertificateFiles.at(directory.resolve("certificate.md"));
        files.write(PAIR, new DurableFiles(staging()));
        return files;
    }

    @Test
    void everybodyCanReadThem() throws Exception {
        CertificateFiles files = write();

        for (Path file : new Path[] {files.text(), files.json()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
        }
        assertThat(staging()).isEmptyDirectory();
    }

    @Test
    void theTextStaysWhatItWasWhereTheJsonCanNotBePutIntoPlace() throws Exception {
        Files.writeString(directory.resolve("certificate.md"), "before");
        Files.createDirectories(directory.resolve("certificate.json/in-the-way"));

        assertThatThrownBy(this::write).isInstanceOf(IOException.class);

        assertThat(directory.resolve("certificate.md")).hasContent("before");
        assertThat(staging()).isEmptyDirectory();
    }

    @Test
    void aNameThatEndsInNeitherIsTheTexts() {
        CertificateFiles files = CertificateFiles.at(Path.of("/there/release"));

        assertThat(files.text()).isEqualTo(Path.of("/there/release"));
        assertThat(files.json()).isEqualTo(Path.of("/there/release.json"));
    }
}
