package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** A module of the tests: it signs and sends with the JDK alone, and shares nothing with the bridge. */
public final class ModuleClient {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final URI bridge;
    private final Path security;

    /** Speaks to a bridge, with the keys of a directory. */
    public ModuleClient(URI bridge, Path security) {
        this.bridge = bridge;
        this.security = security;
    }

    /** A signed envelope around a payload that is spelled canonically. */
    public String envelope(String payload) throws Exception {
        return envelope(payload, UUID.randomUUID().toString());
    }

    public String envelope(String payload, String nonce) throws Exception {
        return "{\"payload\": " + payload + ", \"signature\": \"" + signature(payload, "private.pem")
                + "\", \"nonce\": \"" + nonce + "\"}";
    }

    /** A new update of a module. */
    public static String update(String module) {
        return "{\"data\": {\"course_id\": \"CS101\"}, \"module\": \"" + module + "\", \"session_id\": \""
                + UUID.randomUUID() + "\"}";
    }

    String signature(String payload, String key) throws Exception {
        return Base64.getEncoder().encodeToString(sign(payload, key));
    }

    private byte[] sign(String text, String key) throws IOException, GeneralSecurityException {
        return new JdkSigner(Files.readString(security.resolve(key))).sign(text);
    }

    /** A token for an hour of this time, with more claims, such as {@code "roles":["module"]}. */
    public String token(Instant now, String claims) throws Exception {
        String body = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "."
                + part("{\"iss\":\"core-bucket-bridge\",\"sub\":\"test\",\"iat\":" + now.getEpochSecond() + ",\"exp\":"
                        + (now.getEpochSecond() + 3600) + "," + claims + "}");
        return body + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(body, "token.private.pem"));
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
    }

    public HttpResponse<String> post(String path, String body, String token) throws Exception {
        return send(request(path, token).POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path, String token) throws Exception {
        return send(request(path, token).GET());
    }

    /** A request that a test completes; no token is sent if it is empty. */
    public HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(bridge.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
