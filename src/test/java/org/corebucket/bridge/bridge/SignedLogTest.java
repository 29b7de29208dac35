package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.tree.CheckpointRequest;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.corebucket.bridge.testkit.AtABridge;
import org.corebucket.bridge.testkit.LedgerStore;
import org.corebucket.bridge.testkit.LogOracle;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.MerkleHashes;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.VerifierKey;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log that a bridge keeps of its ledger and serves, as others see it. */
@Timeout(120)
final class SignedLogTest extends AtABridge {

    private void accept(int updates) throws Exception {
        for (int i = 0; i < updates; i++) {
            ModuleClient each = bridge.client();
            assertThat(each.post("/core/update", each.envelope(ModuleClient.update("education")), token)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(bridge.address().resolve(path)).build(), BodyHandlers.ofByteArray());
    }

    private Deployment deployment() throws Exception {
        return Deployment.at(bridge.operator().root());
    }

    private String origin() throws Exception {
        return LogSettings.origin(deployment(), bridge.operator().host()).orElseThrow();
    }

    /** The checkpoint that is served, which both keys must have signed. */
    private TreeHead head() throws Exception {
        SignedNote note = SignedNote.parse(get("/log/checkpoint").body());
        List<VerifierKey> keys = NoteKeys.verifiers(deployment(), Holder.LOG, origin());
        assertThat(keys)
                .hasSize(2)
                .allSatisfy(key -> assertThat(key.verify(note)).isPresent());
        return LogPolicy.parse(("log " + keys.get(0).vkey() + "\nquorum none\n").getBytes(StandardCharsets.US_ASCII))
                .verify(note)
                .head();
    }

    /** Waits until a checkpoint of that size is served, with nothing but ticks. */
    private TreeHead awaited(long size) throws Exception {
        while (true) {
            HttpResponse<byte[]> answer = get("/log/checkpoint");
            if (answer.statusCode() == 200 && head().size() == size) {
                return head();
            }
            bridge.tick();
        }
    }

    private List<Sha256> hashes() throws Exception {
        List<Sha256> hashes = new ArrayList<>();
        for (String line : bridge.ledger()) {
            hashes.add(Sha256.parse(line.replaceAll(".*\"hash\": \"([0-9a-f]{64})\".*", "$1")));
        }
        return hashes;
    }

    /** With full and partial tiles, over HTTP and from the files that are published. */
    @Test
    void goVerifiesWhatIsServedAndWhatIsPublished(@TempDir Path scratch) throws Exception {
        LogOracle oracle = LogOracle.in(scratch);
        accept(260);
        awaited(260);
        String vkey =
                NoteKeys.verifiers(deployment(), Holder.LOG, origin()).get(0).vkey();
        Path site = bridge.operator().path("insight/log");

        assertThat(oracle.ask("log", bridge.address().resolve("/log").toString(), vkey))
                .isEqualTo(new LogOracle.Outcome(0, "size 260: 260 entries proved, and growth from 260 sizes\n"));
        assertThat(bridge.operator()
                        .run("provenance", "publish", site.toString())
                        .code())
                .isZero();
        assertThat(oracle.ask("log", site.toString(), vkey).out())
                .isEqualTo("size 260: 260 entries proved, and growth from 260 sizes\n");
    }

    @Test
    void aBridgeThatStartsWritesTheVerifierKeysThatAreMissing() throws Exception {
        Path file = bridge.operator().path("security/log.vkeys");
        List<String> keys = Files.readAllLines(file);
        Files.delete(file);

        bridge.restart();

        assertThat(Files.readAllLines(file)).isEqualTo(keys);
    }

    @Test
    void beforeThereIsACheckpointThereIsNothing() throws Exception {
        assertThat(get("/log/checkpoint").statusCode()).isEqualTo(404);
        accept(1);
        assertThat(get("/log/tile/0/000.p/1").statusCode()).isEqualTo(404);
    }

    @Test
    void aCheckpointIsSignedAtEachIntervalInWhichTheLedgerGrew() throws Exception {
        accept(2);
        TreeHead first = awaited(2);
        accept(1);
        bridge.pass(Duration.ofMinutes(5));

        TreeHead second = awaited(3);

        assertThat(first.root())
                .isEqualTo(MerkleHashes.node(
                        MerkleHashes.leaf(hashes().get(0).bytes()),
                        MerkleHashes.leaf(hashes().get(1).bytes())));
        assertThat(second.root())
                .isEqualTo(MerkleHashes.node(
                        first.root(), MerkleHashes.leaf(hashes().get(2).bytes())));
        assertThat(get("/core/health").body()).asString(StandardCharsets.UTF_8).contains("\"log\"", origin());
    }

    @Test
    void oneIsSignedWhenSomebodyAsksAndWhenTheBridgeEnds() throws Exception {
        accept(1);
        awaited(1);
        accept(1);
        new CheckpointRequest(LogSettings.directory(deployment())).make();
        awaited(2);

        accept(1);
        bridge.restart();

        assertThat(head().size()).isEqualTo(3);
    }

    @Test
    void tilesAndEntriesLeadToTheRootAndMayBeKeptForEver() throws Exception {
        accept(3);
        bridge.restart();
        TreeHead head = head();

        HttpResponse<byte[]> tile = get("/log/tile/0/000.p/3");
        HttpResponse<byte[]> entries = get("/log/tile/entries/000.p/3");

        assertThat(tile.statusCode()).isEqualTo(200);
        assertThat(tile.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(tile.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
        assertThat(tile.body()).hasSize(3 * Sha256.BYTES);
        assertThat(entries.body()).hasSize(3 * (2 + Sha256.BYTES));
        List<Sha256> leaves = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] entry = Arrays.copyOfRange(entries.body(), i * 34, (i + 1) * 34);
            assertThat(entry).startsWith(0, 32);
            Sha256 hash = Sha256.ofBytes(Arrays.copyOfRange(entry, 2, 34));
            assertThat(hash).isEqualTo(hashes().get(i));
            leaves.add(MerkleHashes.leaf(hash.bytes()));
            assertThat(Sha256.ofBytes(Arrays.copyOfRange(tile.body(), i * 32, (i + 1) * 32)))
                    .isEqualTo(leaves.get(i));
        }
        assertThat(MerkleHashes.node(MerkleHashes.node(leaves.get(0), leaves.get(1)), leaves.get(2)))
                .isEqualTo(head.root());
        assertThat(get("/log/tile/0/000.p/2").body()).hasSize(2 * Sha256.BYTES);
        HttpResponse<byte[]> checkpoint = get("/log/checkpoint");
        assertThat(checkpoint.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(checkpoint.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/log/tile/0/000",
                "/log/tile/0/000.p/4",
                "/log/tile/0/000.p/0",
                "/log/tile/0/000.p/03",
                "/log/tile/0/000.p/256",
                "/log/tile/0/0.p/3",
                "/log/tile/0/x000/000.p/3",
                "/log/tile/00/000.p/3",
                "/log/tile/1/000.p/1",
                "/log/tile/64/000.p/1",
                "/log/tile/entries/000.p/4",
                "/log/tile/entries/000.p/3/",
                "/log/tile/",
                "/log/checkpoint/",
                "/log"
            })
    void whatIsNotThereOrHasAnotherPathIsNotFound(String path) throws Exception {
        accept(3);
        bridge.restart();

        assertThat(get("/log/tile/0/000.p/3").statusCode()).isEqualTo(200);
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void headIsAnsweredWithoutTheBytesAndOtherMethodsAreRefused() throws Exception {
        accept(3);
        bridge.restart();

        HttpResponse<String> head = bridge.client()
                .send(bridge.client().request("/log/tile/0/000.p/3", "").method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("96");
        assertThat(head.body()).isEmpty();
        assertThat(bridge.client().post("/log/checkpoint", "{}", token).statusCode())
                .isEqualTo(405);
    }

    @Test
    void aLogThatIsNotPublicNeedsAToken() throws Exception {
        String descriptor = "canonical/core_bucket_bridge.json";
        accept(1);
        bridge.restartAfter(() -> {
            bridge.operator()
                    .write(
                            descriptor,
                            bridge.operator().text(descriptor).replaceFirst("\\{", "{\"log\": {\"public\": false},"));
            return null;
        });

        assertThat(get("/log/checkpoint").statusCode()).isEqualTo(401);
        assertThat(get("/log/tile/0/000.p/1").statusCode()).isEqualTo(401);
        HttpResponse<String> tile = bridge.client().get("/log/tile/0/000.p/1", token);
        assertThat(bridge.client().get("/log/checkpoint", token).statusCode()).isEqualTo(200);
        assertThat(tile.statusCode()).isEqualTo(200);
        assertThat(tile.headers().firstValue("Cache-Control").orElseThrow()).startsWith("private");
    }

    /** A command beside the bridge, which has the ledger and the tree's files. */
    @Test
    void whatIsPublishedBesideTheBridgeIsByteForByteWhatItServes() throws Exception {
        accept(3);
        awaited(3);

        assertThat(bridge.operator().run("provenance", "publish", "site").code())
                .isZero();

        for (String path : List.of("checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3")) {
            assertThat(Files.readAllBytes(bridge.operator().path("site").resolve(path)))
                    .isEqualTo(get("/log/" + path).body());
        }
    }

    @Test
    void withoutKeysThereIsNoLog() throws Exception {
        bridge.restartAfter(() -> {
            for (String key : NoteKeys.there(deployment(), Holder.LOG)) {
                Files.delete(bridge.operator().path(key));
            }
            return null;
        });
        accept(1);
        bridge.restart();

        assertThat(get("/log/checkpoint").statusCode()).isEqualTo(404);
        assertThat(get("/core/health").body()).asString(StandardCharsets.UTF_8).doesNotContain("\"log\"");
        assertThat(bridge.operator().path("logs/log/checkpoints")).doesNotExist();
    }

    /** The tree is made from the ledger, and can be made again from it. */
    @ParameterizedTest
    @ValueSource(strings = {"gone", "cut", "rotten"})
    void tilesThatAreLostOrRottenAreMadeAgain(String what) throws Exception {
        accept(3);
        bridge.restart();
        byte[] sound = get("/log/tile/0/000.p/3").body();
        TreeHead head = head();
        Path level = LogSettings.directory(deployment()).resolve("level-0");

        bridge.restartAfter(() -> {
            byte[] bytes = Files.readAllBytes(level);
            switch (what) {
                case "gone" -> Files.delete(level);
                case "cut" -> Files.write(level, Arrays.copyOf(bytes, 40));
                default -> {
                    bytes[5] ^= 1;
                    Files.write(level, bytes);
                }
            }
            return null;
        });

        assertThat(get("/log/tile/0/000.p/3").body()).isEqualTo(sound);
        accept(1);
        bridge.restart();
        assertThat(head().size()).isEqualTo(4);
        assertThat(MerkleHashes.node(
                        head.root(), MerkleHashes.leaf(hashes().get(3).bytes())))
                .isNotEqualTo(head.root());
    }

    /** Rot that comes while the bridge runs, in a tile that no checkpoint's root is computed from any more. */
    @Test
    void aTileThatRotsWhileItIsServedIsMadeAgain() throws Exception {
        accept(3);
        bridge.restart();
        byte[] sound = get("/log/tile/0/000.p/3").body();
        Path level = LogSettings.directory(deployment()).resolve("level-0");
        byte[] bytes = Files.readAllBytes(level);
        bytes[40] ^= 1;
        Files.write(level, bytes);

        assertThat(get("/log/tile/0/000.p/3").body()).isEqualTo(sound);
        assertThat(Files.readAllBytes(level)).startsWith(sound);
    }

    /** What was signed is remembered outside of the deployment: a backup of all of it does not undo it. */
    @Test
    void onADeploymentThatWasPutBackFromABackupNoBridgeStarts() throws Exception {
        Assumptions.assumeTrue(store == LedgerStore.FILES);
        Path logs = bridge.operator().path("logs");
        accept(1);
        bridge.restartAfter(() -> copy(logs, logs.resolveSibling("backup")));
        accept(2);
        bridge.restartAfter(() -> {
            copy(logs, logs.resolveSibling("whole"));
            copy(logs.resolveSibling("backup"), logs);
            assertDoesNotStart("shorter than this host has seen", "seen were 3 entries, and the ledger has 1");
            copy(logs.resolveSibling("whole"), logs);
            return null;
        });

        assertThat(bridge.ledger()).hasSize(3);
    }

    private void assertDoesNotStart(String what, String why) {
        assertThatThrownBy(() -> Bridge.start(bridge.parts(), () -> StopReason.NONE))
                .isInstanceOf(DamagedLedgerException.class)
                .hasMessageContaining(what + " - " + why)
                .hasMessageContaining("neither adds to it nor signs it");
        assertThat(bridge.operator().run("incident", "list").out()).contains("critical", what);
        assertThat(bridge.operator().path("EMERGENCY_SHUTDOWN.marker")).exists();
    }

    /** A ledger that is sound in itself, without anything in the deployment that contradicts it. */
    @Test
    void aLedgerThatWasRewrittenIsNeitherContinuedNorSigned() throws Exception {
        Assumptions.assumeTrue(store == LedgerStore.FILES);
        Path logs = bridge.operator().path("logs");
        accept(3);
        awaited(3);
        bridge.restartAfter(() -> {
            copy(logs, logs.resolveSibling("whole"));
            LedgerFiles files = LedgerFiles.of(deployment());
            SampleLedger.of(4).write(files.live());
            remove(files.log());
            Files.delete(files.checkpoints());
            Files.delete(files.mark());

            assertDoesNotStart(
                    "not what this host has seen",
                    "entry 3 has the hash " + SampleLedger.of(3).hash(3) + ", and seen was "
                            + hash(logs.resolveSibling("whole").resolve("provenance_chain.jsonl"), 3));
            assertThat(files.checkpoints()).doesNotExist();
            assertThat(files.log()).doesNotExist();
            copy(logs.resolveSibling("whole"), logs);
            return null;
        });
    }

    private static String hash(Path ledger, int seq) throws Exception {
        return Files.readAllLines(ledger).get(seq - 1).replaceAll(".*\"hash\": \"([0-9a-f]{64})\".*", "$1");
    }

    private static void remove(Path directory) throws Exception {
        assertThat(new ProcessBuilder("rm", "-r", directory.toString()).start().waitFor())
                .isZero();
    }

    /** A person may accept the ledger, but not for those who saw what was signed. */
    @Test
    void aLedgerThatWasRecoveredDoesNotContinueALogThatSignedMore() throws Exception {
        Assumptions.assumeTrue(store == LedgerStore.FILES);
        Path logs = bridge.operator().path("logs");
        accept(1);
        bridge.restartAfter(() -> copy(logs, logs.resolveSibling("backup")));
        accept(3);
        bridge.restartAfter(() -> {
            copy(logs.resolveSibling("backup"), logs);
            assertThat(bridge.operator()
                            .run("provenance", "recover", "--reason", "no younger copy")
                            .code())
                    .isZero();
            return null;
        });
        while (!health().contains("THE LOG WAS CHANGED: a checkpoint over 4 entries")) {
            bridge.tick();
        }

        assertThat(health()).contains("\"status\":\"error\"");
        assertThat(bridge.operator().run("incident", "list").out()).contains("THE LOG WAS CHANGED");
        accept(5);
        bridge.restart();
        assertThat(head().size()).isEqualTo(1);
    }

    private String health() throws Exception {
        return new String(get("/core/health").body(), StandardCharsets.UTF_8);
    }

    private static Object copy(Path from, Path to) throws Exception {
        assertThat(new ProcessBuilder(
                                "sh",
                                "-c",
                                "rm -rf \"$2\" && cp -a \"$1\" \"$2\"",
                                "sh",
                                from.toString(),
                                to.toString())
                        .start()
                        .waitFor())
                .isZero();
        return to;
    }

    /** A log that can't be continued ends, and the next one has another name. */
    @Test
    void underAnotherNameALogBeginsAnewAndTheFilesOfTheOldOneAreKept() throws Exception {
        String descriptor = "canonical/core_bucket_bridge.json";
        accept(2);
        bridge.restartAfter(() -> {
            bridge.operator()
                    .write(
                            descriptor,
                            bridge.operator()
                                    .text(descriptor)
                                    .replaceFirst("\\{", "{\"log\": {\"origin\": \"log.example/next\"},"));
            return null;
        });

        assertThat(get("/log/checkpoint").statusCode()).isEqualTo(404);
        assertThat(awaited(2).origin()).isEqualTo("log.example/next");
        assertThat(get("/log/tile/0/000.p/2").statusCode()).isEqualTo(200);
        if (store == LedgerStore.FILES) {
            assertThat(bridge.operator().filesBelow(bridge.operator().path("logs/aside")))
                    .anySatisfy(file -> assertThat(file.toString()).endsWith("checkpoints/2"));
        }
    }

    @Test
    void oneKeyAloneIsNoLogAndTheBridgeDoesNotStart() throws Exception {
        Path key = bridge.operator().path("security/log.mldsa44.pem");
        byte[] bytes = Files.readAllBytes(key);
        assertThatThrownBy(() -> bridge.restartAfter(() -> {
                    Files.delete(key);
                    return null;
                }))
                .hasMessageContaining("security/log.mldsa44.pem");
        Files.write(key, bytes);
        bridge.restart();
    }
}
