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
 * Where a certificate goes: two files side by side, or the JSON alone to what is no regular file, such as standard output.
 */
public final class CertificateTarget {

    private final OutputFile named;
    private final @Nullable CertificateFiles files;

    private CertificateTarget(OutputFile named, @Nullable CertificateFiles files) {
        this.named = named;
        this.files = files;
    }

    /** The deployment's own place. */
    public static CertificateTarget of(Deployment deployment) {
        CertificateFiles files = CertificateFiles.of(deployment);
        return new CertificateTarget(OutputFile.of(files.text()), files);
    }

    /** Where somebody wants it. */
    public static CertificateTarget of(OutputFile named) throws IOException {
        Path path = named.isRegular() ? named.path() : null;
        return new CertificateTarget(named, path == null ? null : CertificateFiles.at(path));
    }

    /** Fails if it could not be written. */
    public void requireWritable() throws IOException {
        named.requireWritable();
        if (files != null) {
            OutputFile.of(files.json()).requireWritable();
        }
    }

    /** Whether it is standard output, on which then nothing else may stand. */
    public boolean isStandardOutput() {
        return named.isStandardOutput();
    }

    /** Tells people where it is. */
    public List<String> words() {
        return files == null
                ? List.of("for programs  " + named.name())
                : List.of(
                        "for people    " + OneLine.of(files.text().toString()),
                        "for programs  " + OneLine.of(files.json().toString()));
    }

    /** Writes both files where their links lead, or the JSON alone. */
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
