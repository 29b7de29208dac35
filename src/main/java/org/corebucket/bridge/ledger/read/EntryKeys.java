package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;

/** The public keys that entries may be signed with, by fingerprint; for any number of threads. */
public final class EntryKeys {

    private final Map<String, RsaPublicKey> keys;

    private EntryKeys(Map<String, RsaPublicKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** How the signature of one entry fares. */
    public enum KeyAnswer {
        HOLDS,
        DOES_NOT_HOLD,
        UNKNOWN_KEY
    }

    /**
     * Every public half in a directory, those of rotated keys included: {@code public*.pem} and {@code *.public*.pem}.
     *
     * @throws MalformedKeyException if one of them is no public key
     */
    public static EntryKeys in(Path security) throws IOException, MalformedKeyException {
        Map<String, RsaPublicKey> keys = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(security, "{public,*.public}{,.*}.pem")) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    RsaPublicKey key =
                            RsaPublicKey.fromPem(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
                    keys.put(key.fingerprint(), key);
                }
            }
        }
        return new EntryKeys(keys);
    }

    /** Verifies the signature of the payload in the line that was read last. */
    public KeyAnswer verify(EntryScanner entry) {
        RsaPublicKey key = keys.get(entry.text(EntryPart.KEY));
        if (key == null) {
            return KeyAnswer.UNKNOWN_KEY;
        }
        try {
            byte[] signature = Base64.getDecoder().decode(entry.text(EntryPart.SIGNATURE));
            key.verifyContent(entry.raw(EntryPart.PAYLOAD), signature);
            return KeyAnswer.HOLDS;
        } catch (InvalidSignatureException | IllegalArgumentException e) {
            return KeyAnswer.DOES_NOT_HOLD;
        }
    }
}
