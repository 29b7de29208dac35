package org.corebucket.bridge.transparency;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.crypto.Ed25519PublicKey;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.MlDsa44PublicKey;
import org.corebucket.bridge.digest.Sha256;

/**
 * A key that verifies signatures of notes: a vkey (signed-note, "Verifier keys").
 */
public final class VerifierKey {

    private static final Pattern VKEY = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]+)");
    private static final byte[] SUBTREE_LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NAME = 255;

    private final String name;
    private final SignatureType type;
    private final byte[] material;
    private final int id;
    private final Verification verification;

    /** Verifies a signature over a message, by a key. */
    @FunctionalInterface
    private interface Verification {
        void verify(byte[] message, byte[] signature) throws InvalidSignatureException;
    }

    private VerifierKey(String name, SignatureType type, byte[] material, Verification verification) {
        this.name = name;
        this.type = type;
        this.material = material;
        this.verification = verification;
        this.id = id(name, type, material);
    }

    /**
     * A key of that type.
     *
     * @param material the public key in the encoding of its type: 32 bytes of Ed25519, 1312 bytes of ML-DSA-44
     * @throws MalformedNoteException if this is no name of a key, or no such key
     */
    public static VerifierKey of(String name, SignatureType type, byte[] material) throws MalformedNoteException {
        if (!isName(name)) {
            throw new MalformedNoteException(
                    "a key's name is not empty, has at most 255 bytes, and neither spaces nor a plus sign");
        }
        byte[] own = material.clone();
        try {
            Verification verification = type == SignatureType.ML_DSA_44_COSIGNATURE
                    ? MlDsa44PublicKey.ofBytes(own, name)::verify
                    : Ed25519PublicKey.ofBytes(own, name)::verify;
            return new VerifierKey(name, type, own, verification);
        } catch (MalformedKeyException e) {
            throw new MalformedNoteException(String.valueOf(e.getMessage()));
        }
    }

    /** Whether a key can have this name: it is not empty, has at most 255 bytes, and neither spaces nor a plus sign. */
    public static boolean isName(String name) {
        return NoteText.isKeyName(name) && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    /** Reads a vkey: {@code NAME+ID+BASE64}. */
    public static VerifierKey parse(String vkey) throws MalformedNoteException {
        Matcher parts = VKEY.matcher(vkey);
        if (!parts.matches()) {
            throw new MalformedNoteException("a verifier key is NAME+ID+BASE64, with an id of 8 hex digits");
        }
        byte[] all = NoteText.base64(parts.group(3), "verifier key of " + parts.group(1));
        SignatureType type = Arrays.stream(SignatureType.values())
                .filter(known -> all[0] == known.identifier())
                .findFirst()
                .orElseThrow(() -> new MalformedNoteException("the verifier key of " + parts.group(1) + " has type "
                        + (all[0] & 0xFF) + "; known are 1, 4 and 6"));
        VerifierKey key = of(parts.group(1), type, Arrays.copyOfRange(all, 1, all.length));
        if (!parts.group(2).equals(key.hexId())) {
            throw new MalformedNoteException("the id in the verifier key of " + key.name + " is not that of the key");
        }
        return key;
    }

    /** Reads vkeys, one a line. */
    public static List<VerifierKey> lines(byte[] text) throws MalformedNoteException {
        List<VerifierKey> keys = new ArrayList<>();
        for (String line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
            keys.add(parse(line));
        }
        return keys;
    }

    private static int id(String name, SignatureType type, byte[] material) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        all.write('\n');
        all.write(type.identifier());
        all.writeBytes(material);
        return ByteBuffer.wrap(Sha256.of(all.toByteArray()).bytes()).getInt();
    }

    /** Its name; a log's is its origin. */
    public String name() {
        return name;
    }

    /** What it signs, and how. */
    public SignatureType type() {
        return type;
    }

    /** The first four bytes of the digest of name, type and key. */
    public int id() {
        return id;
    }

    private String hexId() {
        return hex(id);
    }

    private static String hex(int id) {
        return String.format("%08x", id);
    }

    /** How messages name the key that a signature names. */
    public static String words(String name, int id) {
        return name + "+" + hex(id);
    }

    /** The vkey. */
    public String vkey() {
        byte[] all = new byte[material.length + 1];
        all[0] = type.identifier();
        System.arraycopy(material, 0, all, 1, material.length);
        return name + "+" + hexId() + "+" + NoteText.base64(all);
    }

    /** Whether two keys wrap the same public key, whatever they are called (tlog-policy, "Public key representation"). */
    boolean isSameKey(VerifierKey other) {
        return Arrays.equals(material, other.material);
    }

    /**
     * Verifies what this key signed of a note.
     *
     * @return when it was signed; empty if the key's signatures do not say, or nothing in the note names this key
     * @throws InvalidSignatureException if the note names this key, and the signature does not hold: the note is to be refused
     */
    public Optional<Verified> verify(SignedNote note) throws InvalidSignatureException {
        Optional<Verified> verified = Optional.empty();
        for (NoteSignature signature : note.of(this)) {
            verified = Optional.of(verified(note.text(), signature.bytes()));
        }
        return verified;
    }

    /**
     * A signature that holds.
     *
     * @param time when it was made, as the signer says
     */
    public record Verified(Optional<Instant> time) {}

    private Verified verified(String text, byte[] signature) throws InvalidSignatureException {
        if (!type.isTimed()) {
            verification.verify(text.getBytes(StandardCharsets.UTF_8), signature);
            return new Verified(Optional.empty());
        }
        if (signature.length < Long.BYTES) {
            throw new InvalidSignatureException("the cosignature of " + name + " has no time");
        }
        long seconds = ByteBuffer.wrap(signature).getLong();
        verification.verify(cosigned(text, seconds), Arrays.copyOfRange(signature, Long.BYTES, signature.length));
        try {
            return new Verified(Optional.of(Instant.ofEpochSecond(seconds)));
        } catch (DateTimeException e) {
            throw new InvalidSignatureException("the cosignature of " + name + " has a time that is none");
        }
    }

    /** The message of a cosignature (tlog-cosignature). */
    byte[] cosigned(String text, long seconds) throws InvalidSignatureException {
        TreeHead head;
        try {
            head = TreeHead.parseAnyRoot(text);
        } catch (MalformedNoteException e) {
            throw new InvalidSignatureException(
                    "what " + name + " is said to have cosigned is no checkpoint: " + e.getMessage());
        }
        if (seconds < 0) {
            throw new InvalidSignatureException("the cosignature of " + name + " has a time of more than 63 bits");
        }
        if (type == SignatureType.ED25519_COSIGNATURE) {
            return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
        }
        byte[] cosigner = name.getBytes(StandardCharsets.UTF_8);
        byte[] origin = head.origin().getBytes(StandardCharsets.UTF_8);
        if (origin.length > LONGEST_NAME) {
            throw new InvalidSignatureException("the checkpoint's origin has more than 255 bytes");
        }
        return ByteBuffer.allocate(
                        SUBTREE_LABEL.length + 1 + cosigner.length + 1 + origin.length + 3 * Long.BYTES + Sha256.BYTES)
                .put(SUBTREE_LABEL)
                .put((byte) cosigner.length)
                .put(cosigner)
                .putLong(seconds)
                .put((byte) origin.length)
                .put(origin)
                .putLong(0)
                .putLong(head.size())
                .put(head.root().bytes())
                .array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey key && vkey().equals(key.vkey());
    }

    @Override
    public int hashCode() {
        return vkey().hashCode();
    }

    @Override
    public String toString() {
        return words(name, id);
    }
}
