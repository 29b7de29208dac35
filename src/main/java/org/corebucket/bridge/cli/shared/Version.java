package org.corebucket.bridge.cli.shared;

import java.time.zone.ZoneRulesProvider;
import org.corebucket.bridge.readiness.Toolkit;
import picocli.CommandLine.IVersionProvider;

/** Which version this is: what the jar's manifest says, as VERSION+COMMIT. */
public final class Version implements IVersionProvider {

    /** The version of the tz database by which cron expressions of a zone are due, like {@code 2025b}. */
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
