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
     * What is against it.
     *
     * @param code names its kind for programs
     * @param title names its kind for people
     * @param what was found, with {@code it} as its subject
     */
    public record Flaw(String code, String title, String what) {

        /** Whether {@code chmod} mends it. */
        public boolean isAboutMode() {
            return !code.equals(HARD_LINK);
        }

        /** The command that mends it without changing a byte of the file. */
        public String remedy(String path) {
            String file = ShellWord.of(path);
            return code.equals(HARD_LINK)
                    ? "cp -p " + file + " " + file + ".copy && mv " + file + ".copy " + file
                    : "chmod go-w " + file;
        }
    }

    private static final String HARD_LINK = "hard-link";

    private SoleOwnership() {}

    /** What is against it; nothing if it is as it should be. */
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
