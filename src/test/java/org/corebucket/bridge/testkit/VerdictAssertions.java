package org.corebucket.bridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

/** What an answer of {@code verify} or {@code restore} must look like from its first line to its last. */
public final class VerdictAssertions {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String BAR = "========================================";

    private VerdictAssertions() {}

    /** READY, with nothing on standard error. */
    public static void assertReady(Answer answer) {
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .endsWith("\n\n" + BAR + "\nPRODUCTION READINESS: READY\n" + BAR
                        + "\n[OK] SYSTEM VERIFIED - PRODUCTION DEPLOYMENT APPROVED\nReadiness Score: 100%\n")
                .doesNotContain("[ERROR]", "[CRITICAL]", "Violations");
        assertThat(answer.code()).isZero();
    }

    /**
     * BLOCKED with exactly this code and these violations, each also where it was found and followed by a remedy.
     *
     * @param violations in their order, {@code <64 hex>} standing for a digest
     */
    public static void assertBlocked(Answer answer, int code, String... violations) {
        assertThat(answer.err()).isEmpty();
        List<String> found =
                answer.violations().stream().map(VerdictAssertions::masked).toList();
        assertThat(found).containsExactly(violations);
        assertThat(answer.code()).isEqualTo(code);
        String text = masked(answer.out());
        StringBuilder end =
                new StringBuilder("\n\n" + BAR + "\nPRODUCTION READINESS: BLOCKED\n" + BAR + "\nViolations found:\n");
        for (String violation : violations) {
            assertThat(text).contains("[ERROR] " + violation + "\n[FIX] ");
            end.append("  - ").append(violation).append('\n');
        }
        end.append("[CRITICAL] SYSTEM BLOCKED - PRODUCTION DEPLOYMENT DENIED\nReadiness Score: ");
        assertThat(text).contains(end);
        assertThat(text.substring(text.indexOf(end.toString()) + end.length())).matches("[0-9][0-9]?%\n");
    }

    /** A restore that did exactly this, after which the deployment is READY. */
    public static void assertRestored(Answer answer, String... actions) {
        StringBuilder out = new StringBuilder();
        for (String action : actions) {
            out.append(action).append('\n');
        }
        assertThat(answer).isEqualTo(new Answer(0, out + "PRODUCTION READINESS: READY\n", ""));
    }

    /** The text with every digest masked. */
    public static String masked(String text) {
        return DIGEST.matcher(text).replaceAll("<64 hex>");
    }
}
