package org.corebucket.bridge.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HostTest {

    @Test
    void keepsStateWhereXdgSays() {
        assertThat(host(Map.of("XDG_STATE_HOME", "/var/state", "HOME", "/home/op"))
                        .stateDirectory())
                .isEqualTo(Path.of("/var/state/bridgectl"));
    }

    @Test
    void ignoresARelativeXdgDirectoryAsTheSpecificationDemands() {
        assertThat(host(Map.of("XDG_STATE_HOME", "state", "HOME", "/home/op")).stateDirectory())
                .isEqualTo(Path.of("/home/op/.local/state/bridgectl"));
    }

    @Test
    void anEmptyXdgDirectoryIsNone() {
        assertThat(host(Map.of("XDG_STATE_HOME", "", "HOME", "/home/op")).stateDirectory())
                .isEqualTo(Path.of("/home/op/.local/state/bridgectl"));
    }

    @Test
    void asksTheUserDatabaseWhereCronGivesNoHome() {
        assertThat(host(Map.of()).stateDirectory())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/bridgectl"));
    }

    @Test
    void aVariableThatIsEmptyIsNotSet() {
        Host host = host(Map.of("EMPTY", "", "SET", "value"));

        assertThat(host.variable("EMPTY")).isNull();
        assertThat(host.variable("NONE")).isNull();
        assertThat(host.variable("SET")).isEqualTo("value");
    }

    @Test
    void doesNotChangeWithTheMapThatItWasGiven() {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/op"));
        Host host = host(environment);

        environment.put("HOME", "/elsewhere");

        assertThat(host.variable("HOME")).isEqualTo("/home/op");
    }

    @Test
    void thisHostHasANameAndAUser() throws Exception {
        Host host = Host.system();

        assertThat(host.name()).isNotBlank().doesNotContain("\n");
        assertThat(host.userId()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        assertThat(host.userName()).isEqualTo(System.getProperty("user.name"));
        assertThat(host.workingDirectory()).isAbsolute();
    }

    private static Host host(Map<String, String> environment) {
        return new Host(environment, Path.of("/"), Clock.systemUTC());
    }
}
