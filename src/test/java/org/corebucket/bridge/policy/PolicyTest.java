package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PolicyTest {

    private static final Policy STANDARD = Policy.standard("Core-Bucket Bridge V5");

    @Test
    void theStandardPolicyRunsTheBridgeAndItsAutomation() {
        assertThat(STANDARD.entrypoint("bridge").orElseThrow().approves(List.of()))
                .isTrue();
        assertThat(STANDARD.entrypoint("canonical/automation/runner.json")
                        .orElseThrow()
                        .approves(List.of("--watch", "--interval", "120", "--nodes", "3")))
                .isTrue();
        assertThat(STANDARD.entrypoint("jobs/report.py")).isEmpty();
    }

    @Test
    void theStandardRolesIncludeEachOther() {
        Map<String, Map<String, Boolean>> cells = STANDARD.access().cells();

        assertThat(cells.keySet()).containsExactly("admin", "automation", "module");
        assertThat(cells.get("admin")).doesNotContainValue(false);
        assertThat(cells.get("automation"))
                .containsEntry("run_automation", true)
                .containsEntry("send_updates", true)
                .containsEntry("read_dashboard", false)
                .containsEntry("key_access", false);
        assertThat(cells.get("module"))
                .containsEntry("send_updates", true)
                .containsEntry("run_automation", false)
                .containsEntry("key_access", false);
    }

    @Test
    void anAdoptedFileIsListedAndRunsWithoutArguments() {
        Policy policy = STANDARD.withProcess("jobs/report.py", List.of("python3", "{file}"));

        assertThat(policy.files()).containsExactly("jobs/report.py");
        assertThat(policy.entrypoint("jobs/report.py").orElseThrow())
                .returns(Entrypoint.EntrypointKind.PROCESS, Entrypoint::kind)
                .returns(true, entrypoint -> entrypoint.approves(List.of()))
                .returns(false, entrypoint -> entrypoint.approves(List.of("")));
    }

    @Test
    void aFileIsAdoptedOnceWithAllFormsThatAreNamedAndFromBelowTheRootAlone() {
        Policy policy = STANDARD.withProcess("a.py", List.of("{file}"));
        ArgumentForm once = ArgumentForm.parse("--once");

        assertThat(policy.withProcess("a.py", List.of("{file}"))).isEqualTo(policy);
        assertThat(policy.withProcess("a.py", List.of("other", "{file}"), List.of(once))
                        .entrypoint("a.py"))
                .hasValueSatisfying(entrypoint -> {
                    assertThat(entrypoint.argv()).containsExactly("{file}");
                    assertThat(entrypoint.commands()).containsExactly(ArgumentForm.parse(""), once);
                });
        assertThatThrownBy(() -> policy.withProcess("bridge", List.of("{file}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two entrypoints are named \"bridge\"");
        assertThatThrownBy(() -> policy.withProcess("../a.py", List.of("{file}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"../a.py\" is not a path below the root");
    }
}
