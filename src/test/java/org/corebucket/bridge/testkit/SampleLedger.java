package org.corebucket.bridge.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Ledgers written by hand, by nothing that the verifier shares: the JDK's SHA-256 and strings. */
public final class SampleLedger {

    private final List<String> lines = new ArrayList<>();
    private String head = "";

    /** A ledger of so many entries. */
    public static SampleLedger of(int entries) {
        SampleLedger ledger = new SampleLedger();
        for (int i = 1; i <= entries; i++) {
            ledger.add(
                    "{\"data\": {\"n\": " + i + ", \"text\": \"caf\\u00e9\", \"x\": 0.125}, \"module\": \"finance\"}");
        }
        return ledger;
    }

    /** Adds an entry with a payload, which should be in canonical form. */
    public SampleLedger add(String payload) {
        return add(new Sender("finance", "A".repeat(64), "c2ln"), payload);
    }

    /** Who an entry is of, and what proves it. */
    public record Sender(String module, String key, String signature) {}

    /** Adds an update of a sender. */
    public SampleLedger add(Sender sender, String payload) {
        int seq = lines.size() + 1;
        String second = seq % 60 < 10 ? "0" + seq % 60 : "" + seq % 60;
        return add("/core/update", "2026-11-23T08:00:" + second + ".125Z", sender, payload);
    }

    /** Adds a heartbeat that was accepted at a time. */
    public SampleLedger heartbeat(String module, String status, String time) {
        return add(
                "/core/heartbeat",
                time,
                new Sender(module, "A".repeat(64), "c2ln"),
                "{\"module\": \"" + module + "\", \"status\": \"" + status + "\", \"timestamp\": \"" + time + "\"}");
    }

    private SampleLedger add(String endpoint, String time, Sender sender, String payload) {
        int seq = lines.size() + 1;
        String before = "{\"endpoint\": \"" + endpoint + "\", ";
        String behind = "\"key\": \"" + sender.key() + "\", \"module\": \"" + sender.module() + "\", \"nonce\": \"n-"
                + seq + "\", \"payload\": " + payload + ", \"previous_hash\": \"" + head + "\", \"seq\": " + seq
                + ", \"session_id\": \"s-" + seq + "\", \"signature\": \"" + sender.signature()
                + "\", \"timestamp\": \"" + time + "\", \"v\": 2}";
        head = sha256(before + behind);
        lines.add(before + "\"hash\": \"" + head + "\", " + behind);
        return this;
    }

    /** The lines, without line feeds; changing the list changes the ledger. */
    public List<String> lines() {
        return lines;
    }

    /** The hash that a line states. */
    public String hash(int seq) {
        String line = lines.get(seq - 1);
        int from = line.indexOf("\"hash\": \"") + 9;
        return line.substring(from, from + 64);
    }

    /** Writes the lines from one to before another, from 0. */
    public Path write(Path file, int from, int to) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : lines.subList(from, to)) {
            text.append(line).append('\n');
        }
        return Files.writeString(file, text);
    }

    /** Writes all lines. */
    public Path write(Path file) throws IOException {
        return write(file, 0, lines.size());
    }

    /** The SHA-256 of a text, in hex. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
