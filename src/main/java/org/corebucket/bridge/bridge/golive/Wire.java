package org.corebucket.bridge.bridge.golive;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * Sends one request a connection, exactly as it is given (RFC 9112): an HTTP client that means well would repeat a request, or
 * answer a challenge, and it is the first answer that counts here.
 */
final class Wire {

    private static final int MOST_MILLIS = 10_000;
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 [1-5][0-9][0-9] ");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final URI bridge;

    Wire(URI bridge) {
        this.bridge = bridge;
    }

    /** Posts a JSON document; without a token if that is empty. */
    WireAnswer post(String path, String token, String body) {
        return ask("POST " + path, token, body);
    }

    /** Asks a question; without a token if that is empty. */
    WireAnswer get(String path, String token) {
        return ask("GET " + path, token, "");
    }

    private WireAnswer ask(String request, String token, String body) {
        long begin = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(bridge.getHost(), bridge.getPort()), MOST_MILLIS);
            socket.setSoTimeout(MOST_MILLIS);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(message(request, token, body).getBytes(StandardCharsets.US_ASCII));
            return read(socket.getInputStream(), begin);
        } catch (IOException e) {
            return WireAnswer.none(String.valueOf(e.getMessage()), System.nanoTime() - begin);
        }
    }

    private String message(String request, String token, String body) {
        return request + " HTTP/1.1\r\nHost: " + bridge.getAuthority() + "\r\nConnection: close\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
                + "\r\n" + body;
    }

    /** The bridge closes the connection when it has answered, as it was asked to. */
    private static WireAnswer read(InputStream in, long begin) throws IOException {
        String answer = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.ISO_8859_1);
        long took = System.nanoTime() - begin;
        int head = answer.indexOf(END_OF_HEAD);
        if (head < 0 || !STATUS_LINE.matcher(answer).lookingAt()) {
            return WireAnswer.none("not HTTP", took);
        }
        return new WireAnswer(
                Integer.parseInt(answer.substring(9, 12)),
                body(answer.substring(head + END_OF_HEAD.length()).getBytes(StandardCharsets.ISO_8859_1)),
                "",
                took);
    }

    private static JsonObject body(byte[] json) {
        try {
            JsonValue body = Json.parse(json, "the answer");
            return body instanceof JsonObject object ? object : new JsonObject(Map.of(), 1);
        } catch (MalformedJsonException e) {
            return new JsonObject(Map.of(), 1);
        }
    }
}
