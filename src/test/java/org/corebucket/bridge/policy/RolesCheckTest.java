package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.corebucket.bridge.readiness.CheckResult.Passed;
import org.corebucket.bridge.readiness.Finding;
import org.junit.jupiter.api.Test;

final class RolesCheckTest {

    private static final Policy STANDARD = Policy.standard("Core-Bucket Bridge V5");

    @Test
    void theStandardMatrixPasses() {
        assertThat(new RolesCheck(STANDARD).run()).isInstanceOf(Passed.class);
    }

    @Test
    void findsARightThatIsNotDecided() throws Exception {
        Policy policy = edited("\"read_status\": true,", "");

        assertThat(messages(policy))
                .containsExactly("RIGHT NOT DECIDED: admin - read_status is neither granted nor denied");
    }

    @Test
    void findsEveryRightOfAMissingRole() throws Exception {
        Policy policy = edited("\"automation\": {", "\"operator\": {");

        assertThat(messages(policy))
                .hasSize(7)
                .allMatch(message -> message.startsWith("RIGHT NOT DECIDED: automation - "));
    }

    @Test
    void findsAMisspeltRight() throws Exception {
        Policy policy = edited("\"key_access\": true", "\"key_acess\": true");

        assertThat(messages(policy))
                .containsExactly(
                        "RIGHT NOT DECIDED: admin - key_access is neither granted nor denied",
                        "UNKNOWN RIGHT: admin - key_acess has no meaning");
    }

    @Test
    void findsKeyAccessBelowTheAdministrator() throws Exception {
        Policy policy = edited("\"key_access\": false", "\"key_access\": true");

        assertThat(new RolesCheck(policy).run().findings())
                .singleElement()
                .returns("key-access-below-admin", Finding::code)
                .returns("KEY ACCESS BELOW ADMINISTRATOR: automation - key_access is granted", Finding::message);
    }

    /** The standard policy with the first occurrence of some text replaced. */
    private static Policy edited(String text, String replacement) throws MalformedPolicyException {
        String standard = PolicyWriter.text(STANDARD);
        int at = standard.indexOf(text);
        String edited = standard.substring(0, at) + replacement + standard.substring(at + text.length());
        return PolicyReader.read(edited.getBytes(StandardCharsets.UTF_8), "policy.json");
    }

    private static List<String> messages(Policy policy) {
        return new RolesCheck(policy)
                .run().findings().stream().map(Finding::message).toList();
    }
}
