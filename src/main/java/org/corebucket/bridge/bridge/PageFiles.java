package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.http.HttpAnswer;

/**
 * The files of the dashboard's page, from the jar. The page may load only these files, run only their scripts, and
 * connect only to the bridge that served it, and no other page may frame it.
 */
public final class PageFiles {

    /** The path of the page; those of its files are below it. */
    public static final String PATH = "/dashboard";

    private static final String INDEX = "index.html";
    private static final String[] NAMES = {
        INDEX,
        "style.css",
        "icon.svg",
        "app.js",
        "chain.js",
        "charts.js",
        "elements.js",
        "entry.js",
        "feed.js",
        "health.js",
        "ledger.js",
        "modules.js",
        "operations.js",
        "overview.js",
        "proof.js",
        "security.js",
        "token.js",
        "words.js",
    };

    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control",
            "no-store",
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Referrer-Policy",
            "no-referrer",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY");

    private final Map<String, HttpAnswer> answers = new HashMap<>();

    /** Reads all files at once, so that no request waits for a disk. */
    public PageFiles() throws IOException {
        for (String name : NAMES) {
            answers.put(name.equals(INDEX) ? PATH : PATH + "/" + name, answer(name));
        }
    }

    /** The file at a path; empty if there is none. */
    public Optional<HttpAnswer> at(String path) {
        return Optional.ofNullable(answers.get(path));
    }

    private static HttpAnswer answer(String name) throws IOException {
        try (InputStream file = PageFiles.class.getResourceAsStream("dashboard/" + name)) {
            if (file == null) {
                throw new IOException("the dashboard's " + name + " is missing from this build of bridgectl");
            }
            Map<String, String> headers = new HashMap<>(HEADERS);
            headers.put("Content-Type", type(name));
            return new HttpAnswer(200, headers, file.readAllBytes());
        }
    }

    private static String type(String name) {
        String kind = name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("no type is known for " + name);
        };
    }
}
