package org.corebucket.bridge.cli.shared;

import java.time.zone.ZoneRulesProvider;
import org.corebucket.bridge.readiness.Toolkit;
import picocli.CommandLine.IVersionProvider;

/** The version of the running toolkit, as the jar's manifest states it, and of its JVM and time zone data. */
public final class Version implements IVersionProvider {

    /** The version of the time zone data that decides when cron expressions of a zone are due, like {@code 2025b}. */
    private static String timeZones() {
        return ZoneRulesProvider.getVersions("Europe/Berlin").lastKey();
    }

    @Override
    public String[] getVersion() {
        Toolkit toolkit = Toolkit.running();
        return new String[] {
            "bridgectl " + toolkit.version(),
            "commit " + toolkit.commit(),
            "JVM " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            "time zones " + timeZones()
        };
    }
}
