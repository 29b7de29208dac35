package org.corebucket.bridge.certificate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.OutputFile;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * The target of a certificate: two files side by side, or, if the target is not a regular file, such as standard output, the
 * JSON alone.
 */
public final class CertificateTarget {

    private final OutputFile named;
    private final @Nullable CertificateFiles files;

    private CertificateTarget(OutputFile named, @Nullable CertificateFiles files) {
        this.named = named;
        this.files = files;
    }

    /** The certificate's place in the deployment. */
    public static CertificateTarget of(Deployment deployment) {
        CertificateFiles files = CertificateFiles.of(deployment);
        return new CertificateTarget(OutputFile.of(files.text()), files);
    }

    /** The place that a user named. */
    public static CertificateTarget of(OutputFile named) throws IOException {
        Path path = named.isRegular() ? named.path() : null;
        return new CertificateTarget(named, path == null ? null : CertificateFiles.at(path));
    }

    /** Throws if it could not be written. */
    public void requireWritable() throws IOException {
        named.requireWritable();
        if (files != null) {
            OutputFile.of(files.json()).requireWritable();
        }
    }

    /** Whether it is standard output, to which nothing else may be written then. */
    public boolean isStandardOutput() {
        return named.isStandardOutput();
    }

    /** Lines that tell people where it is. */
    public List<String> words() {
        return files == null
                ? List.of("for programs  " + named.name())
                : List.of(
                        "for people    " + OneLine.of(files.text().toString()),
                        "for programs  " + OneLine.of(files.json().toString()));
    }

    /** Writes both files, or the JSON alone. A link to a file stays a link. */
    void write(CertificatePair pair, DurableFiles staging) throws IOException {
        Path text = files == null ? null : OutputFile.of(files.text()).regular();
        Path json = files == null ? null : OutputFile.of(files.json()).regular();
        if (text == null || json == null) {
            named.write(out -> out.write(pair.json()));
        } else {
            new CertificateFiles(text, json).write(pair, staging);
        }
    }
}
