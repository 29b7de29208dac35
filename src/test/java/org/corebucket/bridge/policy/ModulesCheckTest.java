package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.corebucket.bridge.policy.ModulesCheck.LastHeard.ModuleHeartbeat;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckResult.Passed;
import org.corebucket.bridge.readiness.Finding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModulesCheckTest {

    private static final Policy STANDARD = Policy.standard("Core-Bucket Bridge V5");

    @TempDir
    Path root;

    @BeforeEach
    void layDownAKey() throws IOException {
        Files.createDirectory(root.resolve("security"));
        Files.writeString(root.resolve("security/public.pem"), "a key");
    }

    @Test
    void passesAndSaysThatNoModuleWasHeardYet() throws IOException {
        CheckResult result = new ModulesCheck(STANDARD, root, null).run();

        assertThat(result).isInstanceOf(Passed.class);
        assertThat(result.evidence())
                .contains("finance is registered with a key and a role")
                .last()
                .asString()
                .isEqualTo("no module was heard yet: the ledger is empty");
    }

    @Test
    void saysWhenModulesWereHeardIfSomebodyKnows() throws IOException {
        CheckResult result = new ModulesCheck(
                        STANDARD,
                        root,
                        expected -> List.of(
                                new ModuleHeartbeat(
                                        "finance",
                                        Objects.requireNonNull(expected.get("finance"))
                                                        .grace() + " ago",
                                        false),
                                new ModuleHeartbeat("creative", "never", true)))
                .run();
        assertThat(result.evidence()).last().isEqualTo("last heartbeats: finance PT15M ago, creative never (late)");
        assertThat(result.cautions()).isEmpty();
    }

    @Test
    void findsAModuleThatIsNotRegistered() throws IOException {
        assertThat(findings("finance", null))
                .singleElement()
                .returns("module-not-registered", Finding::code)
                .returns("MODULE NOT REGISTERED: finance - the policy does not name it", Finding::message);
    }

    @Test
    void findsAModuleWhoseKeyIsMissing() throws IOException {
        assertThat(findings("finance", new Policy.Module("security/finance.pem", List.of("module"))))
                .singleElement()
                .returns("module-without-key", Finding::code)
                .returns("security/finance.pem", Finding::path)
                .returns("put the public key there", Finding::remedy);
        assertThat(findings("finance", new Policy.Module("security/finance.public.pem", List.of("module"))))
                .extracting(Finding::remedy)
                .containsExactly("put the public key there, or make a new pair: bridgectl keys generate finance");
    }

    @Test
    void doesNotFollowALinkToAKey() throws IOException {
        Files.createSymbolicLink(root.resolve("link.pem"), root.resolve("security/public.pem"));
        Files.createSymbolicLink(root.resolve("keys"), root.resolve("security"));

        assertThat(findings("finance", new Policy.Module("link.pem", List.of("module"))))
                .hasSize(1);
        assertThat(findings("finance", new Policy.Module("keys/public.pem", List.of("module"))))
                .hasSize(1);
    }

    @Test
    void findsAModuleWithoutAKnownRole() throws IOException {
        assertThat(findings("finance", new Policy.Module("security/public.pem", List.of())))
                .singleElement()
                .returns("module-without-role", Finding::code);
        assertThat(findings("finance", new Policy.Module("security/public.pem", List.of("module", "root"))))
                .singleElement()
                .returns("module-without-role", Finding::code);
    }

    @Test
    void looksAtFurtherModulesToo() throws IOException {
        assertThat(findings("logistics", new Policy.Module("none.pem", List.of("module"))))
                .singleElement()
                .returns("module-without-key", Finding::code);
    }

    private List<Finding> findings(String name, Policy.@Nullable Module module) throws IOException {
        Map<String, Policy.Module> modules = new LinkedHashMap<>(STANDARD.modules());
        if (module == null) {
            modules.remove(name);
        } else {
            modules.put(name, module);
        }
        return new ModulesCheck(with(modules), root, null).run().findings();
    }

    private static Policy with(Map<String, Policy.Module> modules) {
        return new Policy(
                STANDARD.system(),
                STANDARD.files(),
                STANDARD.entrypoints(),
                STANDARD.forbidden(),
                modules,
                STANDARD.access(),
                STANDARD.documents(),
                STANDARD.monitoring(),
                STANDARD.alerts(),
                STANDARD.clients());
    }
}
