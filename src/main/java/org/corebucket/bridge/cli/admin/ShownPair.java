package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.keys.KeyFiles;

/**
 * A public half as people and programs are shown it, with what is there of its private half.
 *
 * @param path its path, from the root
 * @param bits its length; 0 if it can't be used
 * @param fingerprint the SHA-256 of its DER form; empty if it can't be used
 * @param flaw why it can't be used; empty if it can
 * @param half its private half
 */
record ShownPair(String path, int bits, String fingerprint, String flaw, PrivateHalf half) {

    /**
     * A private half.
     *
     * @param there whether it is there
     * @param mode its mode in octal digits; empty if that is not known
     * @param encrypted whether it needs a passphrase
     * @param flaw why it can't be used; empty if it can
     */
    record PrivateHalf(boolean there, String mode, boolean encrypted, String flaw) {

        private static final PrivateHalf NONE = new PrivateHalf(false, "", false, "");

        private static PrivateHalf of(Path publicHalf) {
            Path half = KeyFiles.ofPublicHalf(publicHalf.toString())
                    .map(pair -> Path.of(pair.privateHalf()))
                    .orElse(null);
            if (half == null || !Files.exists(half, LinkOption.NOFOLLOW_LINKS)) {
                return NONE;
            }
            FileFacts facts;
            try {
                facts = FileFacts.of(half);
            } catch (IOException e) {
                return new PrivateHalf(true, "", false, "its mode can't be read: " + IoTrouble.reason(e));
            }
            return Files.isRegularFile(half)
                    ? read(half, facts)
                    : new PrivateHalf(
                            true,
                            facts.octalMode(),
                            false,
                            "it is " + facts.type().words());
        }

        private static PrivateHalf read(Path half, FileFacts facts) {
            String mode = facts.octalMode();
            try {
                RsaPrivateKey.fromPem(
                        Files.readString(half, StandardCharsets.ISO_8859_1), half.toString(), Passphrase.NONE);
                return new PrivateHalf(true, mode, false, "");
            } catch (PassphraseException e) {
                return new PrivateHalf(true, mode, true, "");
            } catch (MalformedKeyException e) {
                return new PrivateHalf(true, mode, false, e.problem());
            } catch (IOException e) {
                String why = "it can't be read: " + IoTrouble.reason(e) + ", and it belongs to uid " + facts.owner();
                return new PrivateHalf(true, mode, false, why);
            }
        }

        private String words() {
            if (!there) {
                return "no private half here";
            }
            return "private half here" + (mode.isEmpty() ? "" : ", mode " + mode) + (encrypted ? ", encrypted" : "")
                    + (flaw.isEmpty() ? "" : ", but " + flaw);
        }
    }

    /** Looks at a public half, and at its private half if that is beside it. */
    static ShownPair of(String path, Path file) {
        if (!Files.isRegularFile(file)) {
            return unusable(path, "is no regular file");
        }
        try {
            RsaPublicKey key =
                    RsaPublicKey.fromPem(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
            return new ShownPair(path, key.bits(), key.fingerprint(), "", PrivateHalf.of(file));
        } catch (MalformedKeyException e) {
            return unusable(path, e.problem());
        } catch (IOException e) {
            return unusable(path, "can't be read: " + IoTrouble.reason(e));
        }
    }

    private static ShownPair unusable(String path, String flaw) {
        return new ShownPair(path, 0, "", flaw, PrivateHalf.NONE);
    }

    /** What it is, for people. */
    String words() {
        return flaw.isEmpty() ? bits + " bits  " + fingerprint + "  " + half.words() : flaw;
    }

    void write(JsonWriter json) throws IOException {
        json.beginObject().field("path", path);
        if (bits == 0) {
            json.nullField("bits");
        } else {
            json.field("bits", bits);
        }
        json.knownField("sha256", fingerprint).knownField("problem", flaw);
        if (half.there()) {
            json.beginObject("private_half")
                    .knownField("mode", half.mode())
                    .field("encrypted", half.encrypted())
                    .knownField("problem", half.flaw())
                    .endObject();
        } else {
            json.nullField("private_half");
        }
        json.endObject();
    }
}
