package org.corebucket.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The package table of CONTRIBUTING.md, enforced: imports run downwards, and each library has its one package. */
final class ArchitectureTest {

    private static final String BASE = "org.corebucket.bridge.";

    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("cli", 9),
            Map.entry("automation", 8),
            Map.entry("bridge", 7),
            Map.entry("setup", 7),
            Map.entry("report", 7),
            Map.entry("certificate", 7),
            Map.entry("watch", 7),
            Map.entry("launch", 7),
            Map.entry("guard", 6),
            Map.entry("forbidden", 6),
            Map.entry("admission", 5),
            Map.entry("freeze", 5),
            Map.entry("incident", 5),
            Map.entry("seal", 4),
            Map.entry("alert", 4),
            Map.entry("client", 4),
            Map.entry("manifest", 3),
            Map.entry("policy", 3),
            Map.entry("logs", 3),
            Map.entry("ledger", 3),
            Map.entry("readiness", 2),
            Map.entry("process", 2),
            Map.entry("http", 2),
            Map.entry("token", 2),
            Map.entry("deployment", 1),
            Map.entry("crypto", 1),
            Map.entry("digest", 1),
            Map.entry("json", 1),
            Map.entry("text", 0));

    /** A library's package prefix, and the only packages that may know it. */
    private static final Map<String, Set<String>> OWNERS = Map.ofEntries(
            Map.entry("picocli", Set.of("cli")),
            Map.entry("io.undertow", Set.of("http")),
            Map.entry("org.xnio", Set.of("http")),
            Map.entry("org.bouncycastle", Set.of("crypto")),
            Map.entry("com.amazon.corretto", Set.of("crypto")),
            Map.entry("com.nimbusds", Set.of("token")),
            Map.entry("org.apache.commons.codec", Set.of("digest")),
            Map.entry("com.fasterxml.jackson", Set.of("json")),
            Map.entry("ch.qos.logback", Set.of("logs")),
            Map.entry("io.prometheus", Set.of("bridge")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void everyPackageHasAFloorAndEveryFloorIsLivedOn() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            found.add(feature(type.getPackageName()));
        }
        assertThat(found).isEqualTo(new TreeSet<>(FLOORS.keySet()));
    }

    @Test
    void importsRunDownwards() {
        Set<String> upwards = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String from = feature(type.getPackageName());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getPackageName())
                    .filter(target -> target.startsWith(BASE))
                    .map(ArchitectureTest::feature)
                    .filter(to -> !to.equals(from) && floor(to) >= floor(from))
                    .forEach(to -> upwards.add(type.getName() + " uses " + to));
        }
        assertThat(upwards).isEmpty();
    }

    @Test
    void thereIsNoCycle() {
        slices().matching(BASE + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void eachLibraryHasItsOnePackage() {
        OWNERS.forEach((library, owners) -> noClasses()
                .that()
                .resideOutsideOfPackages(
                        owners.stream().map(owner -> BASE + owner + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library + "..")
                .check(CLASSES));
    }

    private static int floor(String feature) {
        return FLOORS.getOrDefault(feature, Integer.MAX_VALUE);
    }

    private static String feature(String packageName) {
        String below = packageName.substring(BASE.length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
