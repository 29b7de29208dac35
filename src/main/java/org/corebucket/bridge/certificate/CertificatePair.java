package org.corebucket.bridge.certificate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.seal.Signatory;

/**
 * The two files of a certificate, bound to each other: the text's last line is the digest of the signed JSON, and the JSON
 * states the digest of the text before that line.
 */
public final class CertificatePair {

    private final byte[] json;
    private final byte[] text;

    private CertificatePair(byte[] json, byte[] text) {
        this.json = json.clone();
        this.text = text.clone();
    }

    /**
     * The statement of a certificate, which is signed.
     *
     * @param report the report that it is based on
     * @param body the text for people, in ASCII, without its last line
     * @throws IllegalArgumentException if the report is not READY, or the verification was partial or loosened: such a report
     * is never certified
     */
    public static byte[] statement(Certificate certificate, ReadinessReport report, String body) {
        if (!report.verdict().ready()
                || report.run().partial()
                || !report.run().loosened().isEmpty()) {
            throw new IllegalArgumentException("only a whole verification that is READY is certified");
        }
        return Statement.of(certificate, Sha256.of(body.getBytes(StandardCharsets.US_ASCII)))
                .bytes();
    }

    /**
     * Signs a certificate.
     *
     * @param statement what {@link #statement} gave for this text
     */
    public static CertificatePair issue(byte[] statement, String body, Signatory signatory) {
        byte[] json = DsseEnvelope.sign(statement, signatory).bytes();
        String text = body + lastLine(Sha256.of(json));
        return new CertificatePair(json, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A certificate from the contents of its files. */
    public static CertificatePair of(byte[] json, byte[] text) {
        return new CertificatePair(json, text);
    }

    /** The file for programs. */
    public byte[] json() {
        return json.clone();
    }

    /** The file for people. */
    public byte[] text() {
        return text.clone();
    }

    /**
     * The envelope in the file for programs.
     *
     * @param source the file's name in messages
     * @throws MalformedJsonException if it is not an envelope
     */
    public DsseEnvelope envelope(String source) throws MalformedJsonException {
        return DsseEnvelope.read(json, source);
    }

    /**
     * What is wrong with the file for people; empty if it is the one that was issued with this JSON.
     *
     * @param stated the digest of the text according to the signed statement
     */
    public Optional<String> strangeText(Sha256 stated) {
        int last = lastLine();
        String line = new String(text, last, text.length - last, StandardCharsets.ISO_8859_1);
        if (!line.equals(lastLine(Sha256.of(json)))) {
            return Optional.of("its last line is not the verification hash of the JSON file beside it");
        }
        byte[] body = Arrays.copyOf(text, last);
        return Sha256.of(body).equals(stated)
                ? Optional.empty()
                : Optional.of("its text is not the one that was signed");
    }

    private static String lastLine(Sha256 json) {
        return "Verification hash: " + json.hex() + "\n";
    }

    private int lastLine() {
        int at = Math.max(0, text.length - 1);
        while (at > 0 && text[at - 1] != '\n') {
            at--;
        }
        return at;
    }
}
