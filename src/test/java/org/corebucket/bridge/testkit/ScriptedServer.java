package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers each connection with the same bytes, whatever it is sent, and ends it; or says nothing for ever. */
public final class ScriptedServer implements AutoCloseable {

    public final List<String> requests = new CopyOnWriteArrayList<>();
    public final List<String> bodies = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String answer;
    private final boolean silent;

    private ScriptedServer(String answer, boolean silent) throws IOException {
        this.answer = answer;
        this.silent = silent;
        Thread thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    public static ScriptedServer answering(String answer) throws IOException {
        return new ScriptedServer(answer, false);
    }

    /** It answers one byte every now and then, which keeps every time-out of a read from being reached. */
    public static ScriptedServer dripping() throws IOException {
        return new ScriptedServer("HTTP/1.1 200 OK\r\nX: ", true);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                read(connection.getInputStream());
                OutputStream out = connection.getOutputStream();
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                while (silent && !await()) {
                    out.write('H');
                    out.flush();
                }
            } catch (IOException e) {
                // The client has gone, or the test has ended.
                requests.add("");
            }
        }
    }

    private boolean await() {
        try {
            return ended.await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        requests.add(head.toString());
        int at = head.indexOf("Content-Length: ");
        if (at >= 0) {
            int length = Integer.parseInt(head.substring(at + 16, head.indexOf("\r", at)));
            bodies.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
