package org.corebucket.bridge.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends whatever it is told, byte for byte, and reads answers by itself. Waits no longer than 20 s. */
final class RawClient implements AutoCloseable {

    private static final int GUARD_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        socket.setSoTimeout(GUARD_MILLIS);
    }

    static RawClient to(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static RawClient over(Socket socket) throws IOException {
        return new RawClient(socket);
    }

    /** An answer as it came; header names in lower case. */
    record Reply(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends, and does not mind when the server has heard enough. */
    RawClient sendAnyway(String text) {
        try {
            return send(text);
        } catch (IOException e) {
            return this; // the answer tells what happened
        }
    }

    RawClient halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Reply ask(String text) throws IOException {
        return send(text).reply(false);
    }

    Reply reply() throws IOException {
        return reply(false);
    }

    /** Reads one answer, by its own Content-Length; one to HEAD has no body whatever it says. */
    Reply reply(boolean toHead) throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("no status line: " + status);
        }
        Map<String, String> headers = headers();
        int code = Integer.parseInt(status.substring(9, 12));
        int length = toHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Reply(code, headers, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        String line = line();
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (headers.put(name, line.substring(colon + 1).strip()) != null) {
                throw new IOException("a header twice: " + name);
            }
            line = line();
        }
        return headers;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        while (c != '\n') {
            if (c < 0) {
                throw new EOFException("closed after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(c);
            c = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Whether the server ends the connection without another byte, and in order, not by a reset. */
    boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    int read(byte[] into) throws IOException {
        return in.read(into);
    }

    String readText(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
