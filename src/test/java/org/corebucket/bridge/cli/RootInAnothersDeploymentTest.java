package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Nobody;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What root types in the deployment of another user leaves nothing there that this user could not read or write. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RootInAnothersDeploymentTest {

    private Operator root;
    private Nobody owner;

    @BeforeAll
    void makeDeployment(@TempDir Path directory) throws Exception {
        root = Operator.atStrangeDeployment(directory);
        root.setVariable("PATH", System.getenv("PATH"));
        root.goTo(root.root());
        owner = Nobody.owningTheDeploymentOf(root);
        root.closeKeys();
        assertReady(owner.run("verify"));
    }

    static Stream<List<String>> whatWouldWrite() {
        return Stream.of(
                List.of("init"),
                List.of("freeze", "--reason", "it's mine"),
                List.of("restore"),
                List.of("restore", "--modes"),
                List.of("run", "core_bucket_bridge.py"),
                List.of("run", "bridge"),
                List.of("run", "automation", "--once"),
                List.of("verify", "--every", "5m"),
                List.of("certify"),
                List.of("incident", "resolve", "INC-20211123T100000Z-000000", "--reason", "done"),
                List.of("keys", "generate", "finance"),
                List.of("keys", "rotate", "token"),
                List.of("keys", "accept-clock", "--reason", "it was an hour ahead"),
                List.of("provenance", "checkpoint"),
                List.of("provenance", "archive"),
                List.of("provenance", "recover", "--reason", "power"),
                List.of("incident", "acknowledge", "INC-20211123T100000Z-000000", "--reason", "seen"),
                List.of("alert", "test"),
                List.of("sync", "--drain"),
                List.of("sync", "--module", "finance", "--data", "canonical/policy.json"),
                List.of("heartbeat", "--module", "finance"));
    }

    static Stream<List<String>> whatOnlyReads() {
        return Stream.of(
                List.of("status"),
                List.of("verify", "--read-only"),
                List.of("restore", "--dry-run"),
                List.of("run", "--dry-run", "core_bucket_bridge.py"),
                List.of("incident", "list"),
                List.of("keys", "show"),
                List.of("provenance", "verify"),
                List.of("provenance", "show"),
                List.of("token", "issue", "--subject", "s", "--role", "module"));
    }

    @ParameterizedTest
    @MethodSource("whatWouldWrite")
    void whatWouldWriteIsRefusedAndTheOwnersCommandLineIsSaid(List<String> words) throws Exception {
        Map<String, String> before = tree();

        Answer answer = root.run(words.toArray(String[]::new));

        assertThat(answer.err())
                .startsWith("bridgectl: nothing was done: " + root.root() + " belongs to the user nobody")
                .contains("\nDo it as that user: sudo -Hu nobody bridgectl " + words.get(0));
        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.out()).isEmpty();
        assertThat(tree()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("whatOnlyReads")
    void whatOnlyReadsIsAnsweredAndLeavesNothing(List<String> words) throws Exception {
        Map<String, String> before = tree();

        Answer answer = root.run(words.toArray(String[]::new));

        assertThat(answer.code()).as(answer.err()).isLessThan(64);
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void whatAVerificationByRootMakesIsTheOwners() throws Exception {
        Files.delete(root.path("logs/production_audit.jsonl"));
        Files.deleteIfExists(root.path("manifests/runner-modes.jsonl"));
        root.setMode("test_security.py", "rwxr-xr-x");

        Answer answer = root.run("verify");

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.out()).contains("sudo -Hu nobody bridgectl verify").doesNotContain("chown");
        assertThat(root.path("manifests/runner-modes.jsonl")).exists();
        assertAllIsNobodys(root);
        assertReady(owner.run("verify"));
    }

    @Test
    void whatAStopByRootMakesIsTheOwners(@TempDir Path other) throws Exception {
        Operator one = Operator.atStrangeDeployment(other);
        Nobody its = Nobody.owningTheDeploymentOf(one);
        one.closeKeys();

        Answer answer = one.run("stop", "--reason", "strange entries");

        assertThat(answer.code()).isZero();
        assertThat(answer.err()).contains("alerts are left to the watch of the user nobody");
        assertAllIsNobodys(one);
        assertThat(its.run("verify").code()).isEqualTo(32);
        Answer list = its.run("incident", "list");
        assertThat(list.out()).contains("strange entries");
        String id = list.out().substring(list.out().indexOf("INC-")).split("\\s", 2)[0];
        assertThat(its.run("incident", "resolve", id, "--reason", "done").code())
                .isZero();
        assertReady(its.run("verify"));
    }

    @Test
    void aKeyThatIsNotEvenTheOwnersIsReplacedAndNeverHandedOver(@TempDir Path other) throws Exception {
        Operator one = Operator.atStrangeDeployment(other);
        Nobody.owningTheDeploymentOf(one);
        Files.setAttribute(one.path("security/token.private.pem"), "unix:uid", 12345);

        assertThat(one.run("verify", "--check", "key-permissions").out())
                .contains(
                        "KEY OF ANOTHER USER: security/token.private.pem",
                        "(sudo -iu nobody), move security/token.private.pem and security/token.public.pem away, then:"
                                + " bridgectl keys generate token")
                .doesNotContain("chown");
    }

    @Test
    void rootsOwnDeploymentIsRoots(@TempDir Path other) throws Exception {
        assertReady(Operator.atDeployment(other).run("verify"));
    }

    private static void assertAllIsNobodys(Operator operator) throws IOException {
        try (Stream<Path> paths = Files.walk(operator.root())) {
            for (Path path : paths.toList()) {
                assertThat(Files.readAttributes(path, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS))
                        .as(path.toString())
                        .containsEntry("uid", 65534)
                        .containsEntry("gid", 65534);
            }
        }
    }

    /** Owner, size and time of change of everything. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root.root())) {
            for (Path path : paths.toList()) {
                Map<String, Object> facts =
                        Files.readAttributes(path, "unix:uid,size,ctime", LinkOption.NOFOLLOW_LINKS);
                tree.put(path.toString(), facts.toString());
            }
        }
        return tree;
    }
}
