import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A client that keeps a bridge busy: so many connections, each with one request at a time, all ready before the clock starts.
 * It shares no code with the bridge. The first third only warms it up, so that its own compiler is not measured. Prints a line
 * on the other two: requests a second, p50 and p99 in milliseconds, and how many of all failed.
 *
 * <p>java BridgeLoad.java PORTS CONNECTIONS REQUESTS health
 * <p>java BridgeLoad.java PORTS CONNECTIONS REQUESTS update MODULE_KEY_PEM TOKEN
 *
 * <p>PORTS are one, or several with commas between: then the connections are spread over them in turn.
 */
final class BridgeLoad {

    private final Selector selector;
    private final List<byte[]> requests;
    private final long[] nanos;
    private final int unmeasured;
    private long start;
    private int begun;
    private int done;
    private int failed;

    private BridgeLoad(List<byte[]> requests) throws IOException {
        this.selector = Selector.open();
        this.requests = requests;
        this.unmeasured = requests.size() / 3;
        this.nanos = new long[requests.size()];
    }

    public static void main(String[] args) throws Exception {
        int[] ports = Arrays.stream(args[0].split(",")).mapToInt(Integer::parseInt).toArray();
        int connections = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        List<byte[]> requests = args[3].equals("health") ? health(count) : updates(count, args[4], args[5]);
        BridgeLoad load = new BridgeLoad(requests);
        load.run(ports, connections);
        load.print();
    }

    private static List<byte[]> health(int count) {
        byte[] request = ascii("GET /core/health HTTP/1.1\r\nHost: bridge\r\n\r\n");
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(request);
        }
        return requests;
    }

    private static List<byte[]> updates(int count, String pem, String token) throws Exception {
        String base64 = Files.readString(Path.of(pem)).replaceAll("-----[^-]*-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        byte[][] requests = new byte[count][];
        IntStream.range(0, count).parallel().forEach(i -> requests[i] = update(key, token, i));
        return Arrays.asList(requests);
    }

    private static byte[] update(PrivateKey key, String token, int number) {
        try {
            String payload = "{\"data\": {\"course\": \"CS101\", \"note\": \"" + "n".repeat(64) + "\", \"number\": " + number
                    + "}, \"module\": \"education\", \"session_id\": \"" + UUID.randomUUID() + "\"}";
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(ascii(payload));
            String body = "{\"payload\": " + payload + ", \"signature\": \""
                    + Base64.getEncoder().encodeToString(signature.sign()) + "\", \"nonce\": \"" + UUID.randomUUID() + "\"}";
            return ascii("POST /core/update HTTP/1.1\r\nHost: bridge\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + token + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(int[] ports, int connections) throws IOException {
        for (int i = 0; i < Math.min(connections, requests.size()); i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", ports[i % ports.length]));
            channel.socket().setTcpNoDelay(true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
        }
        for (SelectionKey key : selector.keys()) {
            next((Connection) key.attachment());
        }
        while (done < requests.size()) {
            selector.select(10_000);
            Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
            if (!ready.hasNext()) {
                throw new IOException("no answer for 10 s; " + done + " of " + requests.size() + " are done");
            }
            while (ready.hasNext()) {
                SelectionKey key = ready.next();
                ready.remove();
                if (((Connection) key.attachment()).read()) {
                    next((Connection) key.attachment());
                }
            }
        }
    }

    private void next(Connection connection) throws IOException {
        if (begun < requests.size()) {
            connection.send(begun++);
        }
    }

    private void print() {
        long elapsed = System.nanoTime() - start;
        long[] measured = Arrays.copyOfRange(nanos, unmeasured, nanos.length);
        Arrays.sort(measured);
        System.out.printf(
                Locale.ROOT,
                "%.0f %.2f %.2f %d%n",
                measured.length * 1e9 / elapsed,
                measured[measured.length / 2] / 1e6,
                measured[(int) (measured.length * 0.99)] / 1e6,
                failed);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** One connection with at most one request under way. */
    private final class Connection {

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        private int request;
        private long sent;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void send(int number) throws IOException {
            request = number;
            sent = System.nanoTime();
            ByteBuffer out = ByteBuffer.wrap(requests.get(number));
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        /** Reads what there is; says whether the answer is complete. */
        boolean read() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("the bridge closed a connection");
            }
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return false;
            }
            String lower = text.substring(0, head).toLowerCase(Locale.ROOT);
            int field = lower.indexOf("\r\ncontent-length:") + "\r\ncontent-length:".length();
            int end = lower.indexOf("\r\n", field);
            int length = Integer.parseInt(lower.substring(field, end < 0 ? lower.length() : end).strip());
            if (in.position() < head + 4 + length) {
                return false;
            }
            nanos[request] = System.nanoTime() - sent;
            failed += text.startsWith("HTTP/1.1 200 ") ? 0 : 1;
            done++;
            if (done == unmeasured) {
                start = System.nanoTime();
            }
            in.clear();
            return true;
        }
    }
}
