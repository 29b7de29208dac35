package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The systemd units: the approved commands, ended in order, and bounded alike. */
final class SystemdUnitsIT {

    private static final String INSTALLED = "/usr/bin/bridgectl";

    @TempDir
    private Path base;

    @Test
    void systemdFindsNothingToComplainAbout() throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "systemd-analyze is missing: the units' syntax is not checked");
        List<String> command = new ArrayList<>(List.of(analyze.toString(), "verify", "--man=no"));
        for (Path unit : units()) {
            command.add(copyWithALauncherThatIsThere(unit).toString());
        }

        Run run = Run.of(base, Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"), command);

        // It also speaks of this host's own units; and what it does not know, it says and ignores.
        assertThat(run.err().lines().filter(line -> line.contains("bridgectl"))).isEmpty();
        assertThat(run.exit()).as(run.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "bridgectl-watch.service, verify --every 5m --quiet",
        "bridgectl-verify.service, verify --quiet --require-memory",
        "bridgectl-verify-deep.service, verify --deep --quiet --require-memory",
        "bridgectl-bridge.service, run bridge",
        "bridgectl-automation.service, run automation --watch --interval 120"
    })
    void aServiceGivesAnApprovedCommandAsTheOwnerOfTheDeployment(String name, String command) throws IOException {
        UnitFile unit = UnitFile.of(name);

        assertThat(unit.value("ExecStart")).isEqualTo(INSTALLED + " --root /srv/bridge " + command);
        assertThat(unit.value("User")).isEqualTo("bridgectl");
        assertThat(unit.value("EnvironmentFile")).isEqualTo("-/etc/bridgectl/environment");
        assertThat(unit.value("RequiresMountsFor")).isEqualTo("/srv/bridge");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bridgectl-verify.service",
                "bridgectl-verify-deep.service",
                "bridgectl-bridge.service",
                "bridgectl-automation.service"
            })
    void everyServiceIsBoundedAsTheWatchIs(String name) throws IOException {
        assertThat(UnitFile.of(name).from("StateDirectory"))
                .filteredOn(setting -> !setting.startsWith("WantedBy="))
                .containsExactlyElementsOf(UnitFile.of("bridgectl-watch.service").from("StateDirectory").stream()
                        .filter(setting -> !setting.startsWith("WantedBy="))
                        .toList())
                .contains(
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "ProtectHome=yes",
                        "PrivateTmp=yes",
                        "StateDirectory=bridgectl",
                        "ReadWritePaths=/srv/bridge");
    }

    @Test
    void nothingHidesOthersProcessesOrTheOwnersOfKeysOrForbidsJavaToCompile() throws IOException {
        assertThat(UnitFile.of("bridgectl-watch.service").settings())
                .noneMatch(
                        setting -> setting.matches("(ProtectProc|ProcSubset|PrivateUsers|MemoryDenyWriteExecute)=.*"));
    }

    @ParameterizedTest
    @CsvSource({"bridgectl-verify, hourly", "bridgectl-verify-deep, daily"})
    void theTimerCatchesUpAndStartsOneVerificationAtATime(String name, String calendar) throws IOException {
        UnitFile timer = UnitFile.of(name + ".timer");

        assertThat(timer.value("OnCalendar")).isEqualTo(calendar);
        assertThat(timer.value("Persistent")).isEqualTo("true");
        assertThat(timer.value("WantedBy")).isEqualTo("timers.target");
        assertThat(UnitFile.of(name + ".service").value("Type")).isEqualTo("oneshot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridgectl-watch.service", "bridgectl-bridge.service", "bridgectl-automation.service"})
    void anEndInOrderIsASuccessAndHasTenSeconds(String name) throws IOException {
        UnitFile unit = UnitFile.of(name);

        assertThat(unit.value("SuccessExitStatus")).isEqualTo("130 143");
        assertThat(unit.value("TimeoutStopSec")).isEqualTo("15s");
        assertThat(unit.value("KillMode")).isEqualTo("mixed");
    }

    @ParameterizedTest
    @CsvSource({
        "bridgectl-watch.service, 64 75 77 78",
        "bridgectl-bridge.service, 32 64 65 66 75 77 78",
        "bridgectl-automation.service, 32 64 65 66 75 77 78",
    })
    void aRefusalIsNotTriedAgain(String name, String codes) throws IOException {
        UnitFile unit = UnitFile.of(name);

        assertThat(unit.value("Restart")).isEqualTo("on-failure");
        assertThat(unit.value("RestartPreventExitStatus")).isEqualTo(codes);
    }

    /** Exposure in tenths, of 100; the rest is what the watch needs: the network, and everybody's processes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bridgectl-watch.service",
                "bridgectl-verify.service",
                "bridgectl-verify-deep.service",
                "bridgectl-bridge.service",
                "bridgectl-automation.service"
            })
    void systemdFindsAServiceLittleExposed(String name) throws Exception {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "systemd-analyze is missing: the units' exposure is not measured");

        Run run = Run.of(
                base,
                Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C"),
                List.of(
                        analyze.toString(),
                        "security",
                        "--offline=yes",
                        "--no-pager",
                        "--threshold=25",
                        copyWithALauncherThatIsThere(Scripts.file("systemd/" + name))
                                .toString()));

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    private static List<Path> units() throws IOException {
        List<Path> units = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Scripts.file("systemd"))) {
            files.forEach(units::add);
        }
        assertThat(units).hasSize(7);
        return units;
    }

    /** Systemd refuses a command whose program is not there. */
    private Path copyWithALauncherThatIsThere(Path unit) throws IOException {
        String launcher = Scripts.file("bridgectl").toRealPath().toString();
        Path copy = base.resolve(unit.getFileName().toString());
        return Files.writeString(copy, Files.readString(unit).replace(INSTALLED, launcher));
    }
}
