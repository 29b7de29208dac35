package org.corebucket.bridge.certificate;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * All certificates that were issued for a deployment, each under its id, in {@code logs/certificates/}; the one in the root is
 * only the last of them. New ids count on from the ones here.
 */
public final class CertificateRecord {

    private static final String JSON = ".json";
    private static final int LARGEST = 16 << 20;

    private final Path directory;
    private final DurableFiles files;

    /** The record of a deployment. This makes no file. */
    public CertificateRecord(Deployment deployment) {
        this.directory = deployment.path("logs/certificates");
        this.files = new DurableFiles(deployment.staging());
    }

    /** The id of the next certificate. The caller must hold the deployment's lock. */
    public CertificateId next(LocalDate day) throws IOException {
        return CertificateId.next(day, ids());
    }

    private boolean has(CertificateId id) throws IOException {
        return ids().contains(id);
    }

    /**
     * Whether another certificate was issued under this id.
     *
     * @param statement what the one states that may be issued, now or again after a crash
     */
    public boolean hasAnother(CertificateId id, byte[] statement) throws IOException {
        String name = id.text() + JSON;
        try {
            byte[] recorded = TreeFiles.read(directory, name, LARGEST);
            return !Sha256.of(DsseEnvelope.read(recorded, name).statement()).equals(Sha256.of(statement));
        } catch (NoSuchFileException e) {
            return has(id);
        } catch (NotRegularException | MalformedJsonException e) {
            return true;
        }
    }

    private List<CertificateId> ids() throws IOException {
        List<CertificateId> ids = new ArrayList<>();
        for (String name : TreeFiles.names(directory, "*" + JSON)) {
            add(name, ids);
        }
        return ids;
    }

    private static void add(String name, List<CertificateId> ids) {
        try {
            ids.add(CertificateId.parse(name.substring(0, name.length() - JSON.length())));
        } catch (IllegalArgumentException e) {
            // A file of another name is not a certificate.
            return;
        }
    }

    /**
     * Records a certificate, and then writes it to its target. A crash between the two leaves it recorded only; its number is
     * not given again.
     */
    public void issue(CertificateId id, CertificatePair pair, CertificateTarget target) throws IOException {
        CertificateFiles.at(directory.resolve(id.text() + JSON)).write(pair, files);
        target.write(pair, files);
    }
}
