package org.corebucket.bridge.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;

/**
 * The paths of a certificate's two files, which lie side by side with the same name.
 *
 * @param text the file for people
 * @param json the file for programs
 */
public record CertificateFiles(Path text, Path json) {

    private static final String TEXT = ".md";
    private static final String JSON = ".json";
    private static final int MODE = 0644;

    /** The files in a deployment's root, {@code PRODUCTION_CERTIFICATE.md} and {@code .json}. */
    public static CertificateFiles of(Deployment deployment) {
        return at(deployment.path("PRODUCTION_CERTIFICATE" + TEXT));
    }

    /** The files from the path of either one. A path with neither ending gets {@code .json}. */
    public static CertificateFiles at(Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(JSON)) {
            String stem = name.substring(0, name.length() - JSON.length());
            return new CertificateFiles(file.resolveSibling(stem + TEXT), file);
        }
        String stem = name.endsWith(TEXT) ? name.substring(0, name.length() - TEXT.length()) : name;
        return new CertificateFiles(file, file.resolveSibling(stem + JSON));
    }

    /**
     * Writes both files, each as a whole or not at all, and durably. Both are staged before the first is put into place, so
     * that a full disk leaves what was there; the text comes last, since it names the JSON by its digest.
     *
     * @param files a writer that stages on the same file system
     */
    public void write(CertificatePair pair, DurableFiles files) throws IOException {
        Path stagedJson = files.stage(pair.json(), MODE);
        try {
            Path stagedText = files.stage(pair.text(), MODE);
            try {
                files.publish(stagedJson, json);
                files.publish(stagedText, text);
            } finally {
                Files.deleteIfExists(stagedText);
            }
        } finally {
            Files.deleteIfExists(stagedJson);
        }
    }
}
