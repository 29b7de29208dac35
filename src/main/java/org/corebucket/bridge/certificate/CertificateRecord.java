package org.corebucket.bridge.certificate;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;

/**
 * Every certificate that was issued for a deployment, under its id, in {@code logs/certificates/}: the one in the root is only
 * the last of them. Ids count on from what is here.
 */
public final class CertificateRecord {

    private static final String JSON = ".json";

    private final Path directory;
    private final DurableFiles files;

    /** The record of a deployment; nothing is made yet. */
    public CertificateRecord(Deployment deployment) {
        this.directory = deployment.path("logs/certificates");
        this.files = new DurableFiles(deployment.staging());
    }

    /** The id of the next one. Only under the deployment's lock. */
    public CertificateId next(LocalDate day) throws IOException {
        return CertificateId.next(day, ids());
    }

    private List<CertificateId> ids() throws IOException {
        List<CertificateId> ids = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + JSON)) {
                for (Path file : found) {
                    add(String.valueOf(file.getFileName()), ids);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return ids;
    }

    private static void add(String name, List<CertificateId> ids) {
        try {
            ids.add(CertificateId.parse(name.substring(0, name.length() - JSON.length())));
        } catch (IllegalArgumentException e) {
            // Whatever else somebody put here has no number.
            return;
        }
    }

    /**
     * Records a certificate, then puts it where it is looked for. A crash between the two leaves one that is only recorded; its
     * number is not given again.
     */
    public void issue(CertificateId id, CertificatePair pair, CertificateTarget target) throws IOException {
        CertificateFiles.at(directory.resolve(id.text() + JSON)).write(pair, files);
        target.write(pair, files);
    }
}
