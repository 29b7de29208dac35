package org.corebucket.bridge.cli.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Sealing;
import org.corebucket.bridge.cli.session.UsageException;
import org.corebucket.bridge.report.ReportFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of {@code verify}. */
public final class VerifyOptions {

    private final OptionSpec manifest = Options.text(
            "--manifest",
            "FILE",
            "Only check digests, of any tree, as sha256sum -c does; - reads standard input."
                    + " Paths are relative to this directory, or to --root.");

    private final OptionSpec trust = Options.path("--trust", "PEM", "The release key's public half to trust.");

    private final OptionSpec readOnly = Options.flag(
            "--read-only", "Change nothing: no mode bits, no audit line, no state outside the deployment.");

    private final OptionSpec deep = Options.flag("--deep", "Also simulate going live.");

    private final OptionSpec every =
            Options.duration("--every", "Verify again and again, like every 5m, until stopped.");

    private final OptionSpec check = Options.list("--check", "ID", "Only these checks; see below.");

    private final OptionSpec skip = Options.list("--skip", "ID", "All checks but these.");

    private final OptionSpec format = Options.value("--format", "FORMAT", "text, json, sarif, junit or github.")
            .type(ReportFormat.class)
            .build();

    private final OptionSpec output =
            Options.path("--output", "FILE", "Write the report to a file, whole or not at all.");

    private final OptionSpec jobs =
            Options.number("--jobs", "N", "How many files to read at once; else one a processor.");

    private final OptionSpec ignoreMissing =
            Options.flag("--ignore-missing", "Do not fail for listed files that are missing.");

    private final OptionSpec quiet = Options.flag("--quiet", "Only say what is wrong, and the verdict.");

    void addTo(CommandSpec spec) {
        for (OptionSpec option : List.of(
                manifest, trust, readOnly, deep, every, check, skip, format, output, jobs, ignoreMissing, quiet)) {
            spec.addOption(option);
        }
    }

    /** Refuses what can be read, but makes no sense. */
    void requireSense(Set<String> ids) throws UsageException {
        for (List<String> given : List.of(check(), skip())) {
            for (String id : given) {
                if (!ids.contains(id)) {
                    throw new UsageException("there is no check '" + id + "'; there are " + String.join(", ", ids));
                }
            }
        }
        Long given = jobs.getValue();
        if (given != null && (given < 1 || given > 1024)) {
            throw new UsageException("--jobs takes a whole number from 1 to 1024, not " + given);
        }
        if (manifest() != null && !forDeploymentsOnly().isEmpty()) {
            throw new UsageException(
                    "--manifest checks digests alone, and does not go with " + String.join(", ", forDeploymentsOnly()));
        }
    }

    /** The options that were given and ask for what only a deployment has. */
    private List<String> forDeploymentsOnly() {
        List<String> given = new ArrayList<>();
        if (trust() != null) {
            given.add("--trust");
        }
        if (every() != null) {
            given.add("--every");
        }
        if (deep()) {
            given.add("--deep");
        }
        if (partial()) {
            given.add("--check or --skip");
        }
        return given;
    }

    @Nullable
    String manifest() {
        return manifest.getValue();
    }

    @Nullable
    Path trust() {
        return trust.getValue();
    }

    boolean readOnly() {
        return Options.isSet(readOnly);
    }

    boolean deep() {
        return Options.isSet(deep);
    }

    @Nullable
    Duration every() {
        return every.getValue();
    }

    ReportFormat format() {
        ReportFormat given = format.getValue();
        return given == null ? ReportFormat.TEXT : given;
    }

    @Nullable
    Path output() {
        return output.getValue();
    }

    int jobs() {
        Long given = jobs.getValue();
        return given == null ? Sealing.jobs() : given.intValue();
    }

    boolean ignoreMissing() {
        return Options.isSet(ignoreMissing);
    }

    boolean quiet() {
        return Options.isSet(quiet);
    }

    /** The options that made this verification ask less, as they were given. */
    List<String> loosened() {
        List<String> loosened = new ArrayList<>();
        if (ignoreMissing()) {
            loosened.add("--ignore-missing");
        }
        if (!check().isEmpty()) {
            loosened.add("--check " + String.join(",", check()));
        }
        if (!skip().isEmpty()) {
            loosened.add("--skip " + String.join(",", skip()));
        }
        return loosened;
    }

    boolean partial() {
        return !check().isEmpty() || !skip().isEmpty();
    }

    boolean selects(String id) {
        return (check().isEmpty() || check().contains(id)) && !skip().contains(id);
    }

    private List<String> check() {
        return Options.values(check.getValue());
    }

    private List<String> skip() {
        return Options.values(skip.getValue());
    }
}
