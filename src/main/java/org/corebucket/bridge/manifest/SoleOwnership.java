package org.corebucket.bridge.manifest;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.digest.FileFacts;

/**
 * Whether a file of a deployment can be changed by its owner alone, and through its own path alone: it has one name, and no
 * write bit for group or others. Verifications ask it of what is sealed, and {@code freeze} of what is to be sealed.
 */
public final class SoleOwnership {

    /**
     * A reason why it can't be said of a file.
     *
     * @param code names the kind of flaw for programs
     * @param title names the kind of flaw for people
     * @param what was found, with {@code it} as its subject
     */
    public record Flaw(String code, String title, String what) {

        /** Whether {@code chmod} mends the flaw. */
        public boolean isAboutMode() {
            return !code.equals(HARD_LINK);
        }

        /** The command that mends the flaw without changing a byte of the file. */
        public String remedy(String path) {
            String file = ShellWord.of(path);
            return code.equals(HARD_LINK)
                    ? "cp -p " + file + " " + file + ".copy && mv " + file + ".copy " + file
                    : "chmod go-w " + file;
        }
    }

    private static final String HARD_LINK = "hard-link";

    private SoleOwnership() {}

    /** The flaws of a file; empty if only its owner can change it, by this path. */
    public static List<Flaw> flaws(FileFacts facts) {
        List<Flaw> flaws = new ArrayList<>(0);
        if (facts.links() > 1) {
            flaws.add(new Flaw(
                    HARD_LINK,
                    "SECOND HARD LINK",
                    "it has " + facts.links() + " names, so that it can be changed through another"));
        }
        if (facts.isWritableByOthers()) {
            flaws.add(
                    new Flaw("writable-by-others", "WRITABLE BY GROUP OR OTHERS", "its mode is " + facts.octalMode()));
        }
        return flaws;
    }
}
