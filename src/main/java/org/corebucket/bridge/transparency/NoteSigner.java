package org.corebucket.bridge.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;

/** Signs checkpoints under a name: as their log, or as somebody who saw the log grow. */
public final class NoteSigner {

    private final VerifierKey key;
    private final UnaryOperator<byte[]> signing;

    private NoteSigner(VerifierKey key, UnaryOperator<byte[]> signing) {
        this.key = key;
        this.signing = signing;
    }

    /** A log's key of Ed25519, which signs the text alone. */
    public static NoteSigner ed25519(String name, Ed25519PrivateKey key) throws MalformedNoteException {
        return new NoteSigner(
                VerifierKey.of(name, SignatureType.ED25519, key.publicKey().bytes()), key::sign);
    }

    /** A witness's key of Ed25519, which signs a time as well. */
    public static NoteSigner ed25519Cosigner(String name, Ed25519PrivateKey key) throws MalformedNoteException {
        return new NoteSigner(
                VerifierKey.of(
                        name, SignatureType.ED25519_COSIGNATURE, key.publicKey().bytes()),
                key::sign);
    }

    /** A log's or a witness's key of ML-DSA-44, which signs a time as well. */
    public static NoteSigner mlDsa44(String name, MlDsa44PrivateKey key) throws MalformedNoteException {
        return new NoteSigner(
                VerifierKey.of(
                        name,
                        SignatureType.ML_DSA_44_COSIGNATURE,
                        key.publicKey().bytes()),
                key::sign);
    }

    /** What verifies its signatures. */
    public VerifierKey key() {
        return key;
    }

    /**
     * Signs a checkpoint. Whoever asks has seen that it is consistent with every one that was signed before.
     *
     * @param now what a signature with a time says
     */
    public NoteSignature sign(TreeHead head, Instant now) {
        String text = head.text();
        if (!key.type().isTimed()) {
            return new NoteSignature(key.name(), key.id(), signing.apply(text.getBytes(StandardCharsets.UTF_8)));
        }
        long seconds = now.getEpochSecond();
        try {
            byte[] signature = signing.apply(key.cosigned(text, seconds));
            return new NoteSignature(
                    key.name(),
                    key.id(),
                    ByteBuffer.allocate(Long.BYTES + signature.length)
                            .putLong(seconds)
                            .put(signature)
                            .array());
        } catch (InvalidSignatureException e) {
            throw new IllegalArgumentException("this head can't be cosigned: " + e.getMessage(), e);
        }
    }
}
