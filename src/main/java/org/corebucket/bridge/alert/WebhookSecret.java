package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;

/** The secret that a webhook shares with its receiver, and its signatures (Standard Webhooks 1.0.0). */
final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final int LARGEST_FILE = 4096;
    private static final int GROUP_AND_OTHERS = 077;

    private final SecretKeySpec key;

    private WebhookSecret(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Reads a secret in the form in which receivers hand it out: {@code whsec_} and 24 to 64 bytes in base64.
     *
     * @throws IllegalArgumentException for anything else; the message does not repeat it
     */
    static WebhookSecret parse(String text) {
        byte[] key = decoded(text);
        if (key.length < SHORTEST || key.length > LONGEST) {
            throw new IllegalArgumentException("it must be whsec_ and then 24 to 64 bytes in base64");
        }
        return new WebhookSecret(key);
    }

    private static byte[] decoded(String text) {
        try {
            return text.startsWith(PREFIX) ? Base64.getDecoder().decode(text.substring(PREFIX.length())) : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /**
     * Reads a secret from a file that only its owner may open.
     *
     * @param path relative to the root
     * @throws FileSystemException if the file is missing, open to others, not a regular file, or does not hold a secret
     */
    static WebhookSecret read(Path root, String path) throws IOException {
        try {
            String text = new String(TreeFiles.read(root, path, LARGEST_FILE), StandardCharsets.ISO_8859_1);
            FileFacts facts = FileFacts.of(root.resolve(path));
            if ((facts.mode() & GROUP_AND_OTHERS) != 0) {
                throw unusable(path, "it is open to others, with mode " + facts.octalMode() + ": chmod 600 " + path);
            }
            return parse(text.strip());
        } catch (NoSuchFileException e) {
            throw unusable(path, "it is missing");
        } catch (NotRegularException e) {
            throw unusable(path, "it is " + e.what());
        } catch (IllegalArgumentException e) {
            throw unusable(path, String.valueOf(e.getMessage()));
        }
    }

    /** Why a secret can't be read from a file; empty if it can. */
    static Optional<String> problem(Path root, String path) {
        try {
            read(root, path);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static FileSystemException unusable(String path, String reason) {
        return new FileSystemException("its secret " + path, null, reason);
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param id the message's id, without a full stop
     * @param seconds the time of this attempt, since 1970
     * @param body exactly the bytes that are sent
     */
    String signature(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
