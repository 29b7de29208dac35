package org.corebucket.bridge.verification;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.TreeHasher;
import org.jspecify.annotations.Nullable;

/**
 * The options of a verification of a deployment (CONTRACT 2).
 *
 * @param trust the file of the release key to trust; null is the deployment's own
 * @param readOnly whether nothing is changed: no mode bits, no audit line, no state
 * @param keepModes whether forbidden files keep their mode bits, and those that can run are no finding
 * @param requireMemory whether it is a finding that this user has no state of an earlier verification
 * @param deep whether going live is rehearsed too, and the whole ledger read
 * @param check the ids of the only checks to run; empty for all
 * @param skip the ids of checks not to run
 * @param jobs how many files are read at once
 * @param ignoreMissing whether listed files may be missing
 */
public record VerificationOptions(
        @Nullable InputFile trust,
        boolean readOnly,
        boolean keepModes,
        boolean requireMemory,
        boolean deep,
        List<String> check,
        List<String> skip,
        int jobs,
        boolean ignoreMissing) {

    public VerificationOptions {
        check = List.copyOf(check);
        skip = List.copyOf(skip);
    }

    /** The options of a plain {@code verify}. */
    public static VerificationOptions standard() {
        return of(null, false, false, List.of());
    }

    /** All checks, going live included. */
    static VerificationOptions deep(@Nullable InputFile trust) {
        return of(trust, false, true, List.of());
    }

    /**
     * A few checks that change nothing.
     *
     * @param check the ids of the only checks to run
     */
    static VerificationOptions readOnly(@Nullable InputFile trust, List<String> check) {
        return of(trust, true, false, check);
    }

    private static VerificationOptions of(
            @Nullable InputFile trust, boolean readOnly, boolean deep, List<String> check) {
        return new VerificationOptions(
                trust, readOnly, false, false, deep, check, List.of(), TreeHasher.onePerProcessor(), false);
    }

    /** The options that loosen this verification, as they are given on the command line. */
    public List<String> loosened() {
        List<String> loosened = new ArrayList<>();
        if (ignoreMissing) {
            loosened.add("--ignore-missing");
        }
        if (keepModes) {
            loosened.add("--keep-modes");
        }
        if (!check.isEmpty()) {
            loosened.add("--check " + String.join(",", check));
        }
        if (!skip.isEmpty()) {
            loosened.add("--skip " + String.join(",", skip));
        }
        return loosened;
    }

    /** Whether checks are left out on request. */
    public boolean partial() {
        return !check.isEmpty() || !skip.isEmpty();
    }

    boolean selects(String id) {
        return (check.isEmpty() || check.contains(id)) && !skip.contains(id);
    }
}
