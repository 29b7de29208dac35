package org.corebucket.bridge.cli.verify;

import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.cli.shared.DurationConverter;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.report.ReportFormat;
import org.corebucket.bridge.verification.ReadinessCheck;
import org.corebucket.bridge.verification.VerificationOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The arguments of {@code verify}, from which {@link VerifyOptions} are read. */
final class VerifyArguments {

    private static final int MOST_JOBS = 1024;

    /** The value of {@code --every} without an interval: the policy's is used. */
    private static final String THE_POLICYS = "policy";

    private final OptionSpec manifest = Options.inputs(
            "--manifest",
            "FILE",
            "Only check digests, of any tree, as sha256sum -c and sha512sum -c do; may be given several times; - is standard input."
                    + " Paths are relative to this directory, or to --root.");

    private final OptionSpec strict = Options.flag(
            "--strict",
            "Refuse a list with any line that is not a digest of SHA-256 and a path, as a deployment does.");

    private final OptionSpec trust = Options.input("--trust", "PEM", "The release key's public half to trust.");

    private final OptionSpec readOnly = Options.flag(
            "--read-only", "Change nothing: no mode bits, no audit line, no state outside the deployment.");

    private final OptionSpec keepModes = Options.flag(
            "--keep-modes",
            "Take no mode bits from forbidden files, and let those that can run be: for a checkout in CI.");

    private final OptionSpec requireMemory = Options.flag(
            "--require-memory", "Fail if this user has no state of an earlier verification to compare with.");

    private final OptionSpec deep = Options.flag("--deep", "Also simulate going live.");

    private final OptionSpec every = Options.value(
                    "--every",
                    "DURATION",
                    "Watch until stopped: verify at this interval, else the policy's, and soon after each change.")
            .arity("0..1")
            .type(Duration.class)
            .fallbackValue(THE_POLICYS)
            .converters(new IntervalConverter())
            .build();

    private final OptionSpec check =
            Options.list("--check", "ID", "Only these checks; see below.", ReadinessCheck.ids());

    private final OptionSpec skip = Options.list("--skip", "ID", "All checks but these.", ReadinessCheck.ids());

    private final OptionSpec format = Options.value("--format", "FORMAT", "text, json, sarif, junit or github.")
            .type(ReportFormat.class)
            .build();

    private final OptionSpec output = Options.output(
            "--output", "FILE", "Write the report to a file, whole or not at all; - is standard output.");

    private final OptionSpec jobs =
            Options.number("--jobs", "N", "How many files to read at once; else one a processor.");

    private final OptionSpec ignoreMissing =
            Options.flag("--ignore-missing", "Do not fail for listed files that are missing.");

    private final OptionSpec quiet = Options.flag("--quiet", "Only say what is wrong, and the verdict.");

    void addTo(CommandSpec spec) {
        for (OptionSpec option : List.of(
                manifest,
                trust,
                readOnly,
                requireMemory,
                keepModes,
                deep,
                every,
                check,
                skip,
                format,
                output,
                jobs,
                ignoreMissing,
                strict,
                quiet)) {
            spec.addOption(option);
        }
    }

    /** The options as given, with defaults for the others. */
    VerifyOptions read(Host host) throws UsageException {
        ReportFormat given = format.getValue();
        VerificationOptions asked = new VerificationOptions(
                Options.input(trust, host),
                Options.isSet(readOnly),
                Options.isSet(keepModes),
                Options.isSet(requireMemory),
                Options.isSet(deep),
                Options.values(check.getValue()),
                Options.values(skip.getValue()),
                atOnce(),
                Options.isSet(ignoreMissing));
        return new VerifyOptions(
                Options.inputs(manifest, host),
                asked,
                every.getValue(),
                given == null ? ReportFormat.TEXT : given,
                Options.output(output, host),
                Options.isSet(quiet),
                Options.isSet(strict));
    }

    private int atOnce() throws UsageException {
        Long given = jobs.getValue();
        if (given == null) {
            return TreeHasher.onePerProcessor();
        }
        if (given < 1 || given > MOST_JOBS) {
            throw new UsageException("--jobs takes a whole number from 1 to " + MOST_JOBS + ", not " + given);
        }
        return given.intValue();
    }

    /** This is no lambda: with one, the class-data archive would also leave out picocli's own converters. */
    private static final class IntervalConverter implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return text.equals(THE_POLICYS) ? Duration.ZERO : new DurationConverter().convert(text);
        }
    }
}
