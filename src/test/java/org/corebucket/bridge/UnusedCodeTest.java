package org.corebucket.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.corebucket.bridge.json.JsonRecord;
import org.junit.jupiter.api.Test;

/**
 * Nothing of the main code is there for nobody: each type, method, constructor and field is used by other code, be it a test
 * that asks what can't be seen from outside. What a library or the JVM calls is known by what it overrides;
 * the mapper reads the components of a {@link JsonRecord}, and makes it.
 */
final class UnusedCodeTest {

    /** Called by the JVM, or while a release is built. */
    private static final Set<String> ENTRIES =
            Set.of("org.corebucket.bridge.cli.Main", "org.corebucket.bridge.cli.Documentation");

    /** Components of records that only tests compare, as part of the whole. */
    private static final Set<String> COMPARED = Set.of("SeenBefore.mark", "StoredEntry.seq");

    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("org.corebucket.bridge");

    private static final List<JavaClass> MAIN = CLASSES.stream()
            .filter(type -> type.getSource()
                    .filter(source -> !source.getUri().getPath().contains("/test-classes/"))
                    .isPresent())
            .filter(type -> !ENTRIES.contains(type.getName())
                    && !type.getSimpleName().isEmpty()
                    && !type.getSimpleName().equals("package-info"))
            .toList();

    @Test
    void everyTypeIsUsed() {
        Set<String> unused = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (type.getFields().stream().noneMatch(UnusedCodeTest::isConstant)
                    && type.getDirectDependenciesToSelf().stream()
                            .allMatch(use -> outermost(use.getOriginClass()).equals(type))) {
                unused.add(type.getName());
            }
        }

        assertThat(unused).isEmpty();
    }

    @Test
    void everyMemberIsUsed() {
        Set<String> unused = new TreeSet<>();
        for (JavaClass type : MAIN) {
            type.getMethods().stream()
                    .filter(method -> !isUsed(method))
                    .forEach(method -> unused.add(method.getFullName()));
            type.getFields().stream().filter(field -> !isUsed(field)).forEach(field -> unused.add(field.getFullName()));
            type.getConstructors().stream()
                    .filter(constructor -> !isUsed(constructor))
                    .forEach(constructor -> unused.add(constructor.getFullName()));
        }

        assertThat(unused).isEmpty();
    }

    /** The compiler leaves no trace of a constant's use, so its name is looked for in the sources. */
    @Test
    void everyConstantIsNamedWhereItIsNotDeclared() throws IOException {
        String all = sources();
        Set<String> unused = new TreeSet<>();
        for (JavaClass type : MAIN) {
            String own = Files.readString(source(type));
            type.getFields().stream()
                    .filter(field -> isConstant(field) && !field.getName().equals("serialVersionUID"))
                    .filter(field -> !all.contains(type.getSimpleName() + "." + field.getName())
                            && own.split("\\b" + field.getName() + "\\b", -1).length < 3)
                    .forEach(field -> unused.add(field.getFullName()));
        }

        assertThat(unused).isEmpty();
    }

    private static Path source(JavaClass type) {
        return Path.of("src/main/java", outermost(type).getName().replace('.', '/') + ".java");
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private static boolean isUsed(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.SYNTHETIC)
                || isOfEnum(method)
                || isUsedFromOutside(method)
                || inherited(method).anyMatch(above -> !isOurs(above.getOwner()) || isUsedFromOutside(above))
                || isReadComponent(method);
    }

    /** A component of a record whose field its own methods read. */
    private static boolean isReadComponent(JavaMethod method) {
        return method.getOwner().isRecord()
                && method.getOwner()
                        .tryGetField(method.getName())
                        .filter(UnusedCodeTest::isUsed)
                        .isPresent();
    }

    private static boolean isUsed(JavaField field) {
        if (field.getModifiers().contains(JavaModifier.SYNTHETIC)
                || isConstant(field)
                || field.getOwner().isEnum()
                || implementsSomething(field)
                || field.getOwner().isAssignableTo(JsonRecord.class)
                || COMPARED.contains(field.getOwner().getSimpleName() + "." + field.getName())) {
            return true;
        }
        return field.getAccessesToSelf().stream()
                .filter(access -> access.getAccessType() != JavaFieldAccess.AccessType.SET)
                .anyMatch(access -> !isAccessor(access.getOrigin(), field) || isUsedFromOutside(access.getOrigin()));
    }

    /** A component of a record by which it implements an interface's method. */
    private static boolean implementsSomething(JavaField field) {
        return field.getOwner().isRecord()
                && field.getOwner()
                        .tryGetMethod(field.getName())
                        .filter(one -> inherited(one).findAny().isPresent())
                        .isPresent();
    }

    private static boolean isUsed(JavaConstructor constructor) {
        return constructor.getModifiers().contains(JavaModifier.PRIVATE)
                || constructor.getOwner().isEnum()
                || constructor.getOwner().getModifiers().contains(JavaModifier.ABSTRACT)
                || isUsedFromOutside(constructor);
    }

    /** The compiler puts a constant's value where it is used, and leaves no trace. */
    private static boolean isConstant(JavaField field) {
        return field.getModifiers().containsAll(List.of(JavaModifier.STATIC, JavaModifier.FINAL))
                && (field.getRawType().isPrimitive() || field.getRawType().isEquivalentTo(String.class));
    }

    private static boolean isAccessor(JavaCodeUnit unit, JavaField field) {
        return unit.getOwner().isRecord()
                && unit.getOwner().equals(field.getOwner())
                && unit.getName().equals(field.getName());
    }

    private static boolean isUsedFromOutside(JavaMember member) {
        return member.getAccessesToSelf().stream()
                .anyMatch(access -> !access.getOrigin().equals(member));
    }

    private static Stream<JavaMethod> inherited(JavaMethod method) {
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .flatMap(type -> type.getMethods().stream())
                .filter(above -> above.getName().equals(method.getName())
                        && above.getRawParameterTypes().size()
                                == method.getRawParameterTypes().size());
    }

    private static boolean isOfEnum(JavaMethod method) {
        return method.getOwner().isEnum() && Set.of("values", "valueOf").contains(method.getName());
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("org.corebucket.bridge");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(UnusedCodeTest::outermost).orElse(type);
    }
}
