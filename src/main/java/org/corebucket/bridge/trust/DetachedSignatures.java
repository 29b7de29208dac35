package org.corebucket.bridge.trust;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.text.OneLine;

/**
 * Signatures beside what they sign: a directory with a file {@code FINGERPRINT.sig} for each key, with the raw signature
 * (RSASSA-PKCS1-v1_5, SHA-256), as {@code openssl dgst -verify} takes it. Nothing of them is verified yet.
 *
 * @param signatures as far as they could be read
 * @param oddities what else lies there, each in words on one line
 */
public record DetachedSignatures(List<Detached> signatures, List<String> oddities) {

    /** The end of the name of a directory; what is signed has the same name without it. */
    public static final String SUFFIX = ".sigs";

    private static final String FILE = ".sig";
    private static final int FINGERPRINT = 64;
    private static final int MODE = 0644;
    private static final int LARGEST = 16 * 1024 / 8;

    /** Twice as many as there can be keys: some may be of keys that were removed. */
    private static final int MOST = 2 * TrustRoot.MOST_KEYS;

    /** No signature at all. */
    public static final DetachedSignatures NONE = new DetachedSignatures(List.of(), List.of());

    /** Signatures; the lists are copied. */
    public DetachedSignatures {
        signatures = List.copyOf(signatures);
        oddities = List.copyOf(oddities);
    }

    /**
     * One signature.
     *
     * @param fingerprint of the key that its file is named after
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, and never compared.
    public record Detached(String fingerprint, byte[] signature) {}

    /** The signature of one key. */
    public static DetachedSignatures of(String fingerprint, byte[] signature) {
        return new DetachedSignatures(List.of(new Detached(fingerprint, signature)), List.of());
    }

    /** The path of the signature of a key over a file. */
    public static String path(String signed, String fingerprint) {
        return signed + SUFFIX + "/" + fingerprint + FILE;
    }

    /**
     * Reads the signatures beside a file; none if there is no directory.
     *
     * @param root the directory that paths are relative to
     * @param signed the file's path
     * @throws IOException if a directory or a signature is there and can't be read: it might have counted
     */
    public static DetachedSignatures beside(Path root, String signed) throws IOException {
        String directory = signed + SUFFIX;
        List<Detached> signatures = new ArrayList<>();
        List<String> oddities = new ArrayList<>();
        List<String> names = TreeFiles.names(root.resolve(directory));
        if (names.size() > MOST) {
            oddities.add(directory + " has " + names.size() + " files, and more than " + MOST + " are not looked at");
            return new DetachedSignatures(signatures, oddities);
        }
        for (String name : names) {
            String path = directory + "/" + name;
            if (!isNameOfSignature(name)) {
                oddities.add(OneLine.of(path) + " has not the name of a signature, FINGERPRINT" + FILE);
                continue;
            }
            try {
                byte[] signature = TreeFiles.read(root, path, LARGEST);
                signatures.add(new Detached(name.substring(0, FINGERPRINT), signature));
            } catch (NotRegularException e) {
                oddities.add(path + " is " + e.what());
            } catch (NoSuchFileException e) {
                oddities.add(path + " was removed just now");
            }
        }
        return new DetachedSignatures(signatures, oddities);
    }

    private static boolean isNameOfSignature(String name) {
        if (name.length() != FINGERPRINT + FILE.length() || !name.endsWith(FILE)) {
            return false;
        }
        for (int i = 0; i < FINGERPRINT; i++) {
            char c = name.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes them beside a file, each whole or not at all, and removes what lies there besides.
     *
     * @param root the directory that paths are relative to
     * @param signed the file's path
     */
    public void write(DurableFiles files, Path root, String signed) throws IOException {
        Set<String> names = new HashSet<>();
        for (Detached one : signatures) {
            files.write(root.resolve(path(signed, one.fingerprint())), one.signature(), MODE);
            names.add(one.fingerprint() + FILE);
        }
        for (String name : TreeFiles.names(root.resolve(signed + SUFFIX))) {
            if (!names.contains(name)) {
                DurableFiles.remove(root.resolve(signed + SUFFIX + "/" + name));
            }
        }
    }

    /** Those of them that are said to be of these keys. */
    public DetachedSignatures madeBy(List<RootKey> keys) {
        Set<String> fingerprints = new HashSet<>();
        keys.forEach(key -> fingerprints.add(key.fingerprint()));
        List<Detached> some = new ArrayList<>();
        for (Detached one : signatures) {
            if (fingerprints.contains(one.fingerprint())) {
                some.add(one);
            }
        }
        return new DetachedSignatures(some, List.of());
    }

    /** These and others. */
    public DetachedSignatures and(DetachedSignatures others) {
        List<Detached> all = new ArrayList<>(signatures);
        all.addAll(others.signatures);
        List<String> odd = new ArrayList<>(oddities);
        odd.addAll(others.oddities);
        return new DetachedSignatures(all, odd);
    }
}
