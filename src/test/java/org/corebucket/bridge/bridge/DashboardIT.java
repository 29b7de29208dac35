package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ArchivedEntries;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.SampleWitness;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser, before a real bridge. */
@Timeout(180)
final class DashboardIT {

    private static final String LEDGER = "logs/provenance_chain.jsonl";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Browser browser;

    private ScheduledExecutorService clock;
    private Future<?> ticking;
    private RunningBridge bridge;
    private ModuleClient client;
    private String module;
    private String admin;

    @BeforeAll
    static void startBrowser(@TempDir Path directory) throws Exception {
        if (!Browser.isThere()) {
            System.err.println("DashboardIT is SKIPPED: there is no Chromium here (Debian: chromium, chromium-driver)");
        }
        assumeTrue(Browser.isThere(), "no Chromium");
        browser = new Browser(directory);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        bridge = new RunningBridge(directory);
        client = bridge.client();
        module = bridge.token();
        admin = client.token(bridge.now(), "\"roles\":[\"admin\"]");
        browser.size(1280, 900);
        browser.scheme("light");
        go();
    }

    /** A second of the bridge's in every fifth of ours. */
    private void go() {
        clock = Executors.newSingleThreadScheduledExecutor();
        ticking = clock.scheduleAtFixedRate(this::second, 0, 200, TimeUnit.MILLISECONDS);
    }

    private void second() {
        bridge.pass(Duration.ofSeconds(1));
        bridge.tick();
    }

    private void halt() throws InterruptedException {
        boolean went = !ticking.isDone() || clock.isShutdown();
        clock.shutdown();
        assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(went).as("no second ended in an exception").isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        halt();
        browser.open(URI.create("about:blank"));
        bridge.close();
    }

    @Test
    void itLoadsWithoutComplaintAndAsksNobodyButItsBridge() throws Exception {
        update("education");
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");
        browser.awaitText("#page-verdict", "1 entry shown, all linked");

        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests())
                .hasSizeGreaterThan(10)
                .allMatch(request -> bridge.address().getAuthority().equals(request.getAuthority()));
        System.out.println("dashboard: first contentful paint after "
                + browser.number("return performance.getEntriesByName('first-contentful-paint')[0].startTime") + " ms");
    }

    @Test
    void nothingMovesWhileItLoadsAndFills() throws Exception {
        update("education");
        heartbeat("finance", "alive");
        for (int width : new int[] {1280, 360}) {
            browser.size(width, 800);
            browser.signIn(bridge.address(), admin);
            browser.awaitText("#connection", "Live");
            browser.reload(); // now with a token: all comes by itself
            browser.awaitText("#connection", "Live");
            browser.awaitText("#page-verdict", "all linked");

            assertThat(browser.strings("return observed.moved"))
                    .as("what moved")
                    .isEmpty();
            assertThat(browser.ask("return observed.shift")).asString().isEqualTo("0");
        }
    }

    @Test
    void agesThatGrowMoveNothing() throws Exception {
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");
        halt();
        for (int width : new int[] {1280, 360}) {
            browser.size(width, 800);
            update("education");
            heartbeat("finance", "alive");
            browser.reload();
            browser.awaitText("#page-verdict", "all linked");
            browser.awaitText(".card[data-key=finance] .facts", "just now");

            for (Duration passing : List.of(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(11))) {
                bridge.pass(passing);
                bridge.tick();
                browser.awaitText(".card[data-key=finance] .facts", passing.toMinutes() > 0 ? "11 min ago" : "s ago");
            }
            long painted = browser.number("return observed.frames");
            await().atMost(PATIENCE).until(() -> browser.number("return observed.frames") > painted + 2);

            assertThat(browser.strings("return observed.moved"))
                    .as("what moved, at " + width)
                    .isEmpty();
        }
    }

    @Test
    void aConnectionThatIsLostMovesNothing() throws Exception {
        for (int width : new int[] {1280, 360}) {
            browser.size(width, 800);
            browser.signIn(bridge.address(), admin);
            browser.awaitText("#connection", "Live");

            assertThat(browser.ask("const bar = document.querySelector('.bar'), live = bar.offsetHeight;"
                            + "const place = document.querySelector('#connection'), said = place.textContent;"
                            + "place.textContent = 'Connection lost, trying again in 15 s';"
                            + "const lost = bar.offsetHeight; place.textContent = said; return lost - live"))
                    .as("how much taller, at " + width)
                    .asString()
                    .isEqualTo("0");
        }
    }

    @Test
    void itShowsWhatHappensWhenItHappens() throws Exception {
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");
        browser.awaitText("#entries", "0");

        update("robotics");
        heartbeat("finance", "warning");

        browser.awaitText("#entries", "2");
        browser.awaitText("#page-verdict", "2 entries shown, all linked");
        browser.awaitText("#rows .row:first-child", "finance");
        browser.awaitText(".card[data-key=finance] .badge", "warning");
        browser.awaitText(".card[data-key=finance] .metrics", "load0.5");
        assertThat(browser.text("#latency-chart svg path.mean")).isEmpty();
        assertThat(browser.ask("return document.querySelector('path.mean').getAttribute('d')"))
                .asString()
                .startsWith("M");
    }

    @Test
    void itShowsWhatEachWitnessCosignedAndUpToWhereTheyAreAQuorum() throws Exception {
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");
        assertThat(browser.ask("return document.querySelector('#witnesses-part').hidden"))
                .as("without witnesses nothing is said of any")
                .isEqualTo(true);

        try (SampleWitness witness =
                SampleWitness.watching(bridge.operator(), bridge.operator().beside("of-a-witness"))) {
            demandWitness(witness);
            update("education");
            browser.signIn(bridge.address(), admin);
            browser.awaitText("#witnesses li:first-child", "A quorum up to size 1 of 1");
            browser.awaitText("#witnesses li:nth-child(2)", "w1: size 1 at 20");
            browser.awaitText("#witnesses li:nth-child(3)", "w2: size 1 at 20");
            assertThat(browser.ask("return document.querySelector('#witnesses').checkVisibility()"))
                    .isEqualTo(true);
            assertThat(browser.number("return document.querySelectorAll('#witnesses li:not(.none)').length"))
                    .isZero();
            for (String scheme : List.of("light", "dark")) {
                browser.scheme(scheme);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(browser.faintTexts()).isEmpty());
                assertThat(browser.barriers()).isEmpty();
            }
            browser.screenshot(Path.of("target/dashboard/witnesses.png"));
        }

        update("education");
        bridge.pass(Duration.ofMinutes(5));
        browser.awaitText("#witnesses li:first-child", "A quorum up to size 1 of 2; waited for since 20");
        browser.awaitText("#witnesses li:not(.none)", "w1: size 1 at 20");
        browser.awaitText("#witnesses li:not(.none)", "no connection");
        bridge.pass(Duration.ofMinutes(16));
        browser.awaitText("#warnings", "no quorum of witnesses has cosigned");
        assertThat(browser.console()).isEmpty();
    }

    private void demandWitness(SampleWitness witness) throws Exception {
        halt();
        bridge.restartAfter(() -> {
            bridge.operator()
                    .write(
                            Deployment.WITNESSES,
                            witness.policy(witness.address().toString()));
            assertThat(bridge.operator().run("freeze", "--reason", "a witness").code())
                    .isZero();
            return "";
        });
        client = bridge.client();
        go();
    }

    @Test
    void itShowsTheWholeDeploymentInAStripThatStaysInView() throws Exception {
        update("education");
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#overview li:nth-child(3)", "Seal OK: holds: serial 1");
        browser.awaitText("#overview li:nth-child(6)", "Ledger");
        browser.awaitText("#overview li:nth-child(9)", "Certificate nothing yet: none was issued");

        browser.click("#overview li:nth-child(3) button");
        browser.awaitText("#overview-lines", "holds: serial 1, sealed");
        assertThat(browser.ask("scrollTo(0, document.body.scrollHeight);"
                        + "return document.querySelector('.strip').getBoundingClientRect().top"))
                .asString()
                .isEqualTo("0");
        browser.click("#overview li:nth-child(3) button");
        assertThat(browser.ask("return document.querySelector('#overview-detail').hidden"))
                .isEqualTo(true);
        assertThat(browser.console()).isEmpty();
    }

    /** The words are those that the commands print, and what fails to be told is seen here at least. */
    @Test
    void whatAnOperatorHasToSeeToStandsThereWithWhatToDo() throws Exception {
        Operator operator = bridge.operator();
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#incidents", "No incident is open.");
        browser.awaitText("#alerts", "The policy names nobody to alert");
        halt();
        bridge.restartAfter(() -> {
            operator.write(
                    Deployment.POLICY,
                    operator.text(Deployment.POLICY)
                            .replaceFirst(
                                    "\"alerts\": \\[[^\\]]*\\]",
                                    "\"alerts\": [{\"type\": \"command\", \"argv\": [\"/bin/false\"]}]"));
            String jobs = operator.text("canonical/automation/runner.json");
            operator.write(
                    "canonical/automation/runner.json",
                    jobs.replaceFirst(
                            "\"type\": \"intervalMinutes\",\\s*\"value\": 30",
                            "\"type\": \"cron\", \"value\": \"0 */2 * * *\""));
            assertThat(operator.run("freeze", "--reason", "an alert").code()).isZero();
            return "";
        });
        client = bridge.client();
        go();
        operator.run("stop", "--reason", "<b>a drill</b>");

        browser.signIn(bridge.address(), admin);

        browser.awaitText("#incidents-now", "Emergency stop in force");
        browser.awaitText("#incidents", "<b>a drill</b>");
        String id = operator.run("incident", "list").out().replaceAll("(?s).*(INC-[0-9A-Za-z-]+).*", "$1");
        browser.awaitText("#incidents ol", "bridgectl incident show " + id + "; once its cause is gone: bridgectl");
        assertThat(operator.run("verify").out() + operator.run("verify").err())
                .as("the same remedy")
                .contains("bridgectl incident show " + id);
        browser.awaitText("#alerts", "command /bin/false");
        browser.awaitText("#alerts", "1 queued");
        browser.awaitText("#jobs tr:first-child", "no run yet");
        browser.awaitText("#jobs tr:nth-child(2) td:nth-child(2)", "in ");
        assertThat(browser.text("#jobs tr:nth-child(3) td:nth-child(2)"))
                .as("an interval that no runner has begun")
                .isEqualTo("–");
        browser.awaitText("#overview-of", "Core-Bucket Bridge V5 on ");
        browser.awaitText("#overview-node", "node ");
        for (int width : new int[] {1280, 360}) {
            browser.size(width, 1700);
            for (String scheme : List.of("light", "dark")) {
                browser.scheme(scheme);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(browser.faintTexts()).isEmpty());
                assertThat(browser.barriers()).isEmpty();
                browser.screenshot(Path.of("target/dashboard/incident-" + width + "-" + scheme + ".png"));
            }
            assertThat(browser.number("return document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(width);
            assertThat(
                            browser.strings(
                                    "return [...document.querySelectorAll('.tile b')]"
                                            + ".filter((title) => title.scrollWidth > title.clientWidth).map((title) => title.textContent)"))
                    .as("titles that are cut, at " + width)
                    .isEmpty();
            assertThat(browser.number("const brief = document.querySelector('#overview li:nth-child(2) .brief');"
                            + "return brief.scrollHeight - brief.clientHeight"))
                    .as("what is cut of the verdict and its age, at " + width)
                    .isLessThanOrEqualTo(0);
        }
    }

    @Test
    void itShowsWhoMayDecideWhatIsProposedWhoHasApprovedAndWhoIsMissing() throws Exception {
        Holders holders = Holders.twoOfThree(bridge.operator());
        holders.succeed("freeze", "--propose", "--reason", "no change");
        holders.approve("anna");
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#overview li:nth-child(10)", "Decisions to look at: version 1 of the trust root");

        browser.click("#overview li:nth-child(10) button");

        browser.awaitText("#overview-lines", "version 1 of the trust root: release (");
        browser.awaitText("#overview-lines", "of 3: freeze takes 2, resolve takes 2, certify takes 2, trust takes 2");
        browser.awaitText("#overview-lines", "proposed: freeze, 1 of 2 needed: anna (");
        browser.awaitText("#overview-lines", "missing: release (");
        browser.awaitText("#overview-command", "bridgectl approve --key PEM");
        for (int width : new int[] {1280, 360}) {
            browser.size(width, 800);
            for (String scheme : List.of("light", "dark")) {
                browser.scheme(scheme);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(browser.faintTexts()).isEmpty());
                assertThat(browser.barriers()).isEmpty();
                browser.screenshot(Path.of("target/dashboard/approvals-" + width + "-" + scheme + ".png"));
            }
        }
    }

    @Test
    void whatIsToBeTypedFirstStandsThereUntilAnUpdateArrives() throws Exception {
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#first", "bridgectl sync --module education --data course.json");
        browser.awaitText("#first", "bridgectl token issue --subject education --role module");
        for (String line : browser.text("#first").lines().toList()) {
            if (line.startsWith("bridgectl ")) {
                String[] typed = line.substring("bridgectl ".length()).split(" ");
                bridge.operator().write("course.json", "{}");
                assertThat(bridge.operator().run(typed).code()).as(line).isNotEqualTo(64);
            }
        }
        for (int width : new int[] {1280, 360}) {
            browser.size(width, 800);
            for (String scheme : List.of("light", "dark")) {
                browser.scheme(scheme);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(browser.faintTexts()).isEmpty());
                assertThat(browser.barriers()).isEmpty();
                browser.screenshot(Path.of("target/dashboard/first-" + width + "-" + scheme + ".png"));
            }
        }
        update("education");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.ask("return document.querySelector('#first').hidden"))
                        .isEqualTo(true));
    }

    @Test
    void bytesAndSecondsAreToldInUnits() throws Exception {
        String payload =
                "{\"metrics\": {\"memory_free_bytes\": 3221225472, \"uptime_s\": 90061}, \"module\": \"finance\","
                        + " \"status\": \"alive\", \"timestamp\": \"" + bridge.now() + "\"}";
        assertThat(client.post("/core/heartbeat", client.envelope(payload), module)
                        .statusCode())
                .isEqualTo(200);
        browser.signIn(bridge.address(), admin);
        browser.awaitText(".card[data-key=finance] .metrics", "memory_free_bytes3.0 GiB");
        browser.awaitText(".card[data-key=finance] .metrics", "uptime_s1 d 1 h");
    }

    @Test
    void theOverviewIsForAdmins() throws Exception {
        assertThat(client.get("/core/overview", module).statusCode()).isEqualTo(403);
        assertThat(client.get("/core/overview", "").statusCode()).isEqualTo(401);
        assertThat(client.get("/core/overview", admin).body()).contains("\"name\":\"seal\"");
    }

    @Test
    void itShowsARejectedSignature() throws Exception {
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#refusals", "Nothing yet");

        String changed = client.envelope(ModuleClient.update("education")).replace("CS101", "CS102");
        assertThat(client.post("/core/update", changed, module).statusCode()).isEqualTo(401);

        browser.awaitText("#refusals", "invalid signatureeducation");
        browser.awaitText("#signature-rejects", "1");
        client.post("/core/update", client.envelope(ModuleClient.update("marketing")), module);
        browser.awaitText("#other-rejects", "1");
        browser.awaitText("#refusals", "unknown modulemarketing");
        browser.awaitText("#rejects-now", "2 rejects this minute");
        assertThat(browser.number("return document.querySelectorAll('#rejects-chart rect.signature').length"))
                .isEqualTo(1);
    }

    @Test
    void itMarksATamperedEntryAndFindsItInTheWholeChain() throws Exception {
        for (int i = 0; i < 20; i++) {
            update("education");
        }
        Path ledger = bridge.operator().path(LEDGER);
        List<String> lines = Files.readAllLines(ledger);
        lines.set(2, lines.get(2).replace("CS101", "CS999"));
        lines.remove(10);
        Files.write(ledger, lines);

        browser.signIn(bridge.address(), admin);
        browser.awaitText("#page-verdict", "1 broken entry shown");
        browser.awaitText(".row.broken .chain", "missing entry, unlinked");
        browser.click("#check");
        browser.awaitText("#walk-verdict", "19 on disk, and the bridge acknowledged 20");
        browser.awaitText("#walk-flaws", "Entry 3: hash mismatchEntry 12: missing entry, unlinked");
        browser.click("#walk-flaws li:first-child button");
        browser.awaitText(".row.broken:not(:first-child) .chain", "");
        await().atMost(PATIENCE)
                .until(() -> browser.strings(
                                "return [...document.querySelectorAll('.broken .chain')].map(one => one.textContent)")
                        .contains("hash mismatch"));
        browser.screenshot(Path.of("target/dashboard/tampered.png"));
    }

    @Test
    void itBeginsBehindWhatWasArchivedAndSaysSo() throws Exception {
        Path directory = Files.createDirectory(bridge.operator().beside("of-a-cluster"));
        try (SharedLedger ledger = SharedLedger.make();
                RunningBridge other = new RunningBridge(directory, ledger)) {
            for (int i = 0; i < 8; i++) {
                ModuleClient sender = other.client();
                sender.post("/core/update", sender.envelope(ModuleClient.update("education")), other.token());
            }
            archive(3, ledger, other);

            browser.signIn(other.address(), other.client().token(other.now(), "\"roles\":[\"admin\"]"));
            browser.awaitText("#page-verdict", "5 entries shown, all linked");
            browser.click("#check");
            browser.awaitText(
                    "#walk-verdict",
                    "5 entries checked: every hash and every link holds. 3 older ones are archived, and were not checked.");
            browser.open(URI.create("about:blank"));
        }
    }

    private static void archive(int size, SharedLedger ledger, RunningBridge of) throws Exception {
        String last = of.ledger().get(size - 1);
        Head head = new Head(size, last.replaceAll(".*\"hash\": \"([^\"]*)\".*", "$1"));
        Operator operator = of.operator();
        UUID deployment = UUID.fromString(
                operator.text("manifests/canonical.sha256").replaceAll("(?s).*# deployment: (\\S+).*", "$1"));
        RsaPrivateKey key =
                RsaPrivateKey.fromPem(operator.text("security/bridge.private.pem"), "bridge", Passphrase.NONE);
        String statement =
                ArchivedEntries.signed(deployment, head, of.now(), key).line();
        ledger.schema()
                .psql("INSERT INTO archive SELECT " + size + ", begins, convert_to('" + statement
                        + "', 'UTF8') FROM entry WHERE seq = " + (size + 1));
    }

    @Test
    void itSurvivesARestartOfTheBridge() throws Exception {
        update("education");
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");
        halt();

        bridge.restartAfter(() -> {
            browser.awaitText("#connection", "Connection lost");
            return "";
        });
        client = bridge.client();
        go();

        browser.awaitText("#connection", "Live");
        update("education");
        browser.awaitText("#entries", "2");
        browser.awaitText("#page-verdict", "2 entries shown, all linked");
    }

    @Test
    void itTellsAnEmergencyStopFromALostConnection() throws Exception {
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");
        halt();

        bridge.restartAfterStop(() -> {
            browser.awaitText("#connection", "Emergency stop in force: the bridge was ended");
            return "";
        });
        go();

        browser.awaitText("#connection", "Live");
    }

    @Test
    void theButtonOfALineThatIsNoEntryLeadsToIt() throws Exception {
        for (int i = 0; i < 40; i++) {
            update("education");
        }
        Path ledger = bridge.operator().path(LEDGER);
        List<String> lines = Files.readAllLines(ledger);
        lines.set(19, "what somebody wrote here, of another length than an entry");
        lines.remove(4);
        Files.write(ledger, lines);

        browser.signIn(bridge.address(), admin);
        browser.awaitText("#page-verdict", "15 entries shown, all linked");
        browser.click("#check");
        browser.awaitText("#walk-flaws", "Line 19: not an entry");
        browser.click("#walk-flaws li:nth-child(2) button");

        browser.awaitText(".row.sought .chain", "not an entry");
        assertThat(browser.number("return document.querySelectorAll('[aria-current]').length"))
                .isEqualTo(1);
    }

    @Test
    void itSaysWhatIsWrongWithATokenAndAsksAgain() throws Exception {
        browser.signIn(bridge.address(), "nonsense");
        browser.awaitText("#token-trouble", "does not accept this token");
        browser.type("token", module + Keys.ENTER);
        browser.awaitText("#token-trouble", "not an admin's");
        browser.type("token", admin + Keys.ENTER);
        browser.awaitText("#connection", "Live");

        bridge.pass(Duration.ofMinutes(62));

        browser.awaitText("#token-trouble", "has expired");
    }

    @Test
    void aForgottenTokenIsGone() throws Exception {
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");
        assertThat(browser.ask("return localStorage.length + document.cookie.length"))
                .asString()
                .isEqualTo("0");

        browser.click("#forget");

        await().atMost(PATIENCE)
                .until(() -> Boolean.TRUE.equals(browser.ask("return document.querySelector('#sign-in').open")));
        assertThat(browser.number("return sessionStorage.length")).isZero();
        assertThat(browser.text("#rows")).isEmpty();
    }

    @Test
    void itPagesThroughTenThousandEntriesWithoutFreezing() throws Exception {
        halt();
        bridge.restartAfter(
                () -> SampleLedger.of(10_000).write(bridge.operator().path(LEDGER)));
        go();
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#entries", "10,000");
        browser.awaitText("#rows .row:first-child .open", "10,000");
        browser.click("#older");
        browser.awaitText("#rows .row:first-child .open", "9,985");
        browser.type("entry-number", "5000" + Keys.ENTER);
        browser.awaitText("#rows .row.sought .open", "5,000");
        browser.type("entry-number", Keys.chord(Keys.CONTROL, "a") + "20000" + Keys.ENTER);
        browser.awaitText("#page-verdict", "There is no entry 20,000");
        browser.type("entry-number", Keys.chord(Keys.CONTROL, "a") + "5000" + Keys.ENTER);
        browser.awaitText("#rows .row:nth-child(15).sought .open", "5,000");
        browser.click("#oldest");
        browser.awaitText("#rows .row:first-child .open", "15");
        browser.click("#newer");
        browser.awaitText("#rows .row:first-child .open", "30");
        browser.click("#newest");
        browser.awaitText("#rows .row:first-child .open", "10,000");

        long before = browser.number("return observed.frames");
        browser.click("#check");
        browser.awaitText("#walk-verdict", "10,000 entries checked: every hash and every link holds.");

        assertThat(browser.number("return observed.frames") - before)
                .as("frames painted meanwhile")
                .isGreaterThan(10);
        assertThat(browser.number("return document.querySelectorAll('#rows .row').length"))
                .isEqualTo(15);
    }

    @Test
    void itFitsAPhoneAndCanBeReadInTheDark() throws Exception {
        update("education");
        heartbeat("education", "error");
        String changed = client.envelope(ModuleClient.update("education")).replace("CS101", "CS102");
        client.post("/core/update", changed, module);
        for (String scheme : List.of("light", "dark")) {
            browser.scheme(scheme);
            browser.size(360, 800);
            browser.signIn(bridge.address(), admin);
            assertThat(browser.faintTexts()).as(scheme + ", asking").isEmpty();
            assertThat(browser.barriers()).as(scheme + ", asking").isEmpty();
            browser.awaitText("#page-verdict", "2 entries shown");
            browser.awaitText("#refusals", "invalid signature");

            assertThat(browser.number("return document.documentElement.scrollWidth"))
                    .as(scheme)
                    .isEqualTo(360);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(browser.faintTexts()).as(scheme).isEmpty());
            assertThat(browser.barriers()).as(scheme).isEmpty();
            browser.screenshot(Path.of("target/dashboard/phone-" + scheme + ".png"));
            browser.size(1280, 1700);
            browser.screenshot(Path.of("target/dashboard/" + scheme + ".png"));
        }
    }

    @Test
    void allOfItCanBeReachedByTheKeyboard() throws Exception {
        update("education");
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#page-verdict", "1 entry shown");

        Set<String> reached = new HashSet<>();
        for (int i = 0; i < 40 && !reached.contains("open"); i++) {
            browser.press(Keys.TAB);
            reached.add(String.valueOf(
                    browser.ask("return document.activeElement.id || document.activeElement.className")));
        }
        assertThat(reached)
                .contains("forget", "warnings", "latency-chart", "rejects-chart", "entry-number", "check", "open");

        browser.press(Keys.ENTER);
        browser.awaitText("#entry-title", "Entry 1");
        assertThat(browser.text("#entry-line"))
                .isEqualTo(Files.readAllLines(bridge.operator().path(LEDGER)).get(0));
        browser.press(Keys.ESCAPE);
        await().atMost(PATIENCE).until(() -> "open".equals(browser.ask("return document.activeElement.className")));
    }

    /** By the keyboard alone: it opens the entry, checks its proof, and closes it. */
    @Test
    void theProofOfAnEntryIsCheckedInTheBrowser() throws Exception {
        for (int i = 0; i < 3; i++) {
            update("education");
        }
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#page-verdict", "3 entries shown");
        browser.ask("document.querySelector('#rows .row:nth-child(2) .open').focus()");
        browser.press(Keys.ENTER);
        browser.awaitText("#entry-title", "Entry 2");
        browser.awaitText("#proof-verdict", "Not checked yet.");

        awaitProof("Proved: the line below is entry 2 of the 3 entries that the log core-bucket-bridge/");

        assertThat(browser.text("#proof-verdict")).contains(signedRoot(), "bridgectl provenance check-proof");
        assertThat(browser.faintTexts()).isEmpty();
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.console()).filteredOn(line -> !line.contains("404")).isEmpty();
        browser.size(360, 800);
        assertThat(browser.number("return document.documentElement.scrollWidth"))
                .isEqualTo(360);
        browser.screenshot(Path.of("target/dashboard/proof-phone.png"));
        browser.size(1280, 900);
        browser.screenshot(Path.of("target/dashboard/proof.png"));
        browser.press(Keys.ESCAPE);
        await().atMost(PATIENCE).until(() -> "open".equals(browser.ask("return document.activeElement.className")));
    }

    @Test
    void theAddressOfAnEntryOpensItAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            update("education");
        }
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#page-verdict", "3 entries shown");
        browser.click("#rows .row:nth-child(2) .open");
        browser.awaitText("#entry-title", "Entry 2");
        assertThat(browser.ask("return location.hash")).isEqualTo("#entry=2");

        browser.reload();

        browser.awaitText("#entry-title", "Entry 2");
        assertThat(browser.ask("return document.querySelector('#entry').open")).isEqualTo(true);
        assertThat(browser.text("#entry-line"))
                .isEqualTo(Files.readAllLines(bridge.operator().path(LEDGER)).get(1));
        browser.click("#entry-link");
        browser.awaitText("#entry-copied", "The link is copied.");
        assertThat(browser.faintTexts()).isEmpty();
        assertThat(browser.barriers()).isEmpty();
        browser.press(Keys.ESCAPE);
        await().atMost(PATIENCE).until(() -> "".equals(browser.ask("return location.hash")));

        browser.ask("location.hash = '#entry=99'");
        browser.awaitText("#page-verdict", "There is no entry 99");
        browser.ask("location.hash = '#entry=3'");
        browser.awaitText("#entry-title", "Entry 3");
    }

    /** Asks for the proof by the keyboard until the page says something of it; a checkpoint may have to be signed first. */
    private void awaitProof(String words) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            browser.ask("document.querySelector('#proof-check').focus()");
            browser.press(Keys.ENTER);
            await().atMost(PATIENCE).until(() -> !browser.text("#proof-verdict").startsWith("Asking"));
            assertThat(browser.text("#proof-verdict")).contains(words);
        });
    }

    private String signedRoot() throws Exception {
        return client.get("/log/checkpoint", admin).body().lines().toList().get(2);
    }

    @Test
    void aLineThatWasChangedIsNotProved() throws Exception {
        for (int i = 0; i < 3; i++) {
            update("education");
        }
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#page-verdict", "3 entries shown");
        browser.click("#rows .row:nth-child(2) .open");
        awaitProof("Proved: the line below is entry 2");
        browser.click("#entry-close");
        Path ledger = bridge.operator().path(LEDGER);
        List<String> lines = Files.readAllLines(ledger);
        lines.set(1, lines.get(1).replace("CS101", "CS999"));
        Files.write(ledger, lines);
        browser.reload();
        browser.awaitText("#page-verdict", "1 broken entry shown");
        browser.click("#rows .row:nth-child(2) .open");

        awaitProof("NOT PROVED. The proof leads to another root");
    }

    @Test
    void theProofIsSavedAsAFileThatAnAuditorCanCheck(@TempDir Path directory) throws Exception {
        update("education");
        browser.saveTo(directory);
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#page-verdict", "1 entry shown");
        browser.click("#rows .row:nth-child(1) .open");
        awaitProof("Proved: the line below is entry 1");

        browser.click("#proof-save");
        browser.awaitText("#proof-verdict", "Saved as entry-1.tlog-proof");

        Path saved = directory.resolve("entry-1.tlog-proof");
        await().atMost(PATIENCE).until(() -> Files.exists(saved));
        assertThat(saved)
                .hasContent(client.get("/bucket/receipts/" + session() + "?proof=1", admin)
                        .body());
    }

    private String session() throws Exception {
        return bridge.ledger().get(0).replaceAll(".*\"session_id\": \"([^\"]*)\".*", "$1");
    }

    @Test
    void aChartIsReadMinuteByMinuteWithTheArrowKeys() throws Exception {
        update("education");
        browser.signIn(bridge.address(), admin);
        browser.awaitText("#connection", "Live");

        browser.ask("document.querySelector('#latency-chart').focus()");
        for (int i = 0; i < 61 && !browser.text("#latency-chart .said").contains("1 accepted"); i++) {
            browser.press(Keys.ARROW_LEFT);
        }

        assertThat(browser.text("#latency-chart .said")).contains("UTC · mean ", "p99", "1 accepted");
    }

    @Test
    void whatModulesSendIsTextAndNeverMarkup() throws Exception {
        String payload =
                "{\"metrics\": {\"<img src=x onerror=alert(1)>\": \"<b>1</b>\"}, \"module\": \"finance\", \"status\":"
                        + " \"alive\", \"timestamp\": \"" + bridge.now() + "\"}";
        HttpResponse<String> answer = client.post("/core/heartbeat", client.envelope(payload), module);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        browser.signIn(bridge.address(), admin);

        browser.awaitText(".card[data-key=finance] .metrics", "<img src=x onerror=alert(1)><b>1</b>");
        assertThat(browser.number("return document.querySelectorAll('.metrics img').length"))
                .isZero();
    }

    private void update(String name) throws Exception {
        HttpResponse<String> answer = client.post("/core/update", client.envelope(ModuleClient.update(name)), module);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void heartbeat(String name, String status) throws Exception {
        String payload = "{\"metrics\": {\"load\": 0.5}, \"module\": \"" + name + "\", \"status\": \"" + status
                + "\", \"timestamp\": \"" + bridge.now() + "\"}";
        HttpResponse<String> answer = client.post("/core/heartbeat", client.envelope(payload), module);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
