package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium that looks at one page, and at nothing outside of this host. */
final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final ChromeDriver driver;

    /** Starts it with a new profile below a directory. */
    Browser(Path directory) throws IOException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + Files.createTempDirectory(directory, "profile"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        driver = new ChromeDriver(options);
        driver.executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument", Map.of("source", resource("dashboard/observed.js")));
        size(1280, 900);
    }

    /** Whether there is one on this host, as Debian installs it. */
    static boolean isThere() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = Browser.class.getClassLoader().getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("no resource " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Saves what pages offer as files to a directory. */
    void saveTo(Path directory) {
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", directory.toString()));
    }

    /** Makes the window as large as that, in CSS pixels; a narrow one is a phone's. */
    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** Prefers {@code light} or {@code dark}. */
    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Opens a page; what was logged before is forgotten. */
    void open(URI page) {
        driver.get("about:blank");
        console();
        requests();
        driver.get(page.toString());
    }

    /** Opens the dashboard of a bridge, and gives it a token as a person would. */
    void signIn(URI bridge, String token) {
        open(bridge.resolve("/dashboard"));
        if (number("return sessionStorage.length") > 0) {
            ask("sessionStorage.clear()");
            open(bridge.resolve("/dashboard"));
        }
        type("token", token + Keys.ENTER);
    }

    /** Loads the page again; what is asked afterwards is asked of the new one. */
    void reload() {
        ask("window.isOld = true; location.reload()");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> Boolean.FALSE.equals(ask("return window.isOld === true")));
    }

    void type(String id, CharSequence text) {
        driver.findElement(By.id(id)).sendKeys(text);
    }

    void press(CharSequence keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void click(String css) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            WebElement element = driver.findElement(By.cssSelector(css));
            boolean ready = element.isEnabled();
            if (ready) {
                element.click();
            }
            return ready;
        });
    }

    String text(String css) {
        return String.valueOf(ask("return document.querySelector(" + quoted(css) + ")?.textContent ?? ''"));
    }

    /** Waits until an element says something. */
    void awaitText(String css, String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text(css)).as(css).contains(part));
    }

    /** What a script returns, if anything. */
    @Nullable
    Object ask(String script) {
        return driver.executeScript(script);
    }

    long number(String script) {
        return ((Number) Objects.requireNonNull(ask(script))).longValue();
    }

    List<String> strings(String script) {
        List<String> strings = new ArrayList<>();
        for (Object each : (List<?>) Objects.requireNonNull(ask(script))) {
            strings.add(String.valueOf(each));
        }
        return strings;
    }

    /** Texts that can hardly be read. */
    List<String> faintTexts() throws IOException {
        return strings(resource("dashboard/contrast.js"));
    }

    /** What axe-core finds against WCAG 2.2 AA and good practice, each with the elements; nothing if the page is accessible. */
    List<String> barriers() throws IOException {
        driver.executeScript(resource("axe.min.js"));
        Object found = driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then("
                + "({violations}) => done(violations.map(({id, nodes}) =>"
                + " id + ' at ' + nodes.map(({target, failureSummary}) => target + ': ' + failureSummary).join('; '))),"
                + " (error) => done(['axe failed: ' + error]))");
        List<String> barriers = new ArrayList<>();
        for (Object each : (List<?>) Objects.requireNonNull(found)) {
            barriers.add(String.valueOf(each));
        }
        return barriers;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }

    /** What it has complained of since it was asked last. */
    List<String> console() {
        List<String> complaints = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            complaints.add(entry.getMessage());
        }
        return complaints;
    }

    /** Where it has sent requests since it was asked last. */
    List<URI> requests() {
        List<URI> requests = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = parsed(entry.getMessage()).get("message");
            if (message.get("method").asText().equals("Network.requestWillBeSent")) {
                requests.add(URI.create(message.at("/params/request/url").asText()));
            }
        }
        return requests;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what the window shows. */
    void screenshot(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
