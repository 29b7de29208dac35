package org.corebucket.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The package table of src/docs/architecture.md, enforced: which package may use which, and who knows which library. */
final class ArchitectureTest {

    private static final String BASE = "org.corebucket.bridge.";
    private static final Path PAGE = Path.of("src/docs/architecture.md");

    /** A row of the table: package, subject, what it uses besides the ground, the libraries that it alone knows. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.]+)` \\| [^|]+ \\| ([^|]*) \\| [^|]* \\|");

    private static final Pattern NAME = Pattern.compile("`([a-z0-9.]+)`");

    /** What every package may use that is not of the ground itself. */
    private static final Pattern GROUND = Pattern.compile("The \\*\\*ground\\*\\* is ([^:]+):");

    /** A library's package prefix, and the package that alone may know it, with those below it. */
    private static final Map<String, String> OWNERS = Map.ofEntries(
            Map.entry("picocli", "cli"),
            Map.entry("io.undertow", "http"),
            Map.entry("org.xnio", "http"),
            Map.entry("org.bouncycastle", "crypto"),
            Map.entry("com.amazon.corretto", "crypto"),
            Map.entry("org.apache.commons.codec", "digest"),
            Map.entry("com.fasterxml.jackson", "json"),
            Map.entry("ch.qos.logback", "logs"),
            Map.entry("org.postgresql", "database"),
            Map.entry("com.zaxxer.hikari", "database"),
            Map.entry("io.prometheus", "bridge"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void packagesUseWhatTheTableSaysAndNothingElse() throws IOException {
        Map<String, Set<String>> table = table();
        Set<String> ground = ground();
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String from = name(type);
            Set<String> targets = used.computeIfAbsent(from, one -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().startsWith(BASE))
                    .map(ArchitectureTest::name)
                    .filter(to -> !to.equals(from) && (ground.contains(from) || !ground.contains(to)))
                    .forEach(targets::add);
        }

        assertThat(used).isEqualTo(table);
    }

    @Test
    void thereIsNoCycle() {
        slices().matching(BASE + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void eachLibraryHasItsOnePackage() {
        OWNERS.forEach((library, owner) -> noClasses()
                .that()
                .resideOutsideOfPackage(BASE + owner + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library + "..")
                .check(CLASSES));
    }

    @Test
    void aTypesNameExistsOnce() {
        Map<String, Set<String>> named = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            if (!type.getSimpleName().isEmpty() && !type.getSimpleName().equals("package-info")) {
                named.computeIfAbsent(type.getSimpleName(), one -> new TreeSet<>())
                        .add(type.getName());
            }
        }

        assertThat(named.values()).allSatisfy(types -> assertThat(types).hasSize(1));
    }

    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> table = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(table.put(row.group(1), names(row.group(2))))
                        .as(line)
                        .isNull();
            }
        }
        return table;
    }

    private static Set<String> ground() throws IOException {
        Matcher sentence = GROUND.matcher(Files.readString(PAGE));
        assertThat(sentence.find()).isTrue();
        return names(sentence.group(1));
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    private static String name(JavaClass type) {
        return type.getPackageName().substring(BASE.length());
    }
}
