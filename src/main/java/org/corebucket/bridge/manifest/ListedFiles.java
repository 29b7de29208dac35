package org.corebucket.bridge.manifest;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.text.FileNames;

/** Compares the files below a root with a manifest. */
public final class ListedFiles implements TreeHasher.TreeVisitor {

    /**
     * How to compare.
     *
     * @param strict whether, as in a deployment, a second hard link and write bits of group or others are findings too
     * @param ignoreMissing whether a missing file is no finding
     * @param jobs how many files are read at once
     */
    public record HashOptions(boolean strict, boolean ignoreMissing, int jobs) {}

    /** An entry whose file is not what it should be. */
    public record Mismatch(int index, ManifestEntry entry, Finding finding) {}

    private static final class InOrderOfTheManifest implements Comparator<Mismatch> {
        @Override
        public int compare(Mismatch a, Mismatch b) {
            return Integer.compare(a.index(), b.index());
        }
    }

    /**
     * The result of a comparison.
     *
     * @param mismatches in the order of the manifest; one file can have several
     * @param bytes how many bytes were read
     * @param sound how many files have no mismatch
     * @param absent the paths, as the manifest spells them, of files that are not there
     */
    public record Comparison(List<Mismatch> mismatches, long bytes, int sound, Set<String> absent) {

        public Comparison {
            absent = Set.copyOf(absent);
        }

        /** The findings of all mismatches. */
        public List<Finding> findings() {
            List<Finding> findings = new ArrayList<>(mismatches.size());
            for (Mismatch mismatch : mismatches) {
                findings.add(mismatch.finding());
            }
            return findings;
        }
    }

    private final Path root;
    private final List<ManifestEntry> entries;
    private final HashOptions options;
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Set<String> absent = new HashSet<>();
    private final Map<Integer, MessageDigest> computing = new ConcurrentHashMap<>();
    private final AtomicInteger sound = new AtomicInteger();

    private ListedFiles(Path root, List<ManifestEntry> entries, HashOptions options) {
        this.root = root;
        this.entries = entries;
        this.options = options;
    }

    /** Reads every listed file once. */
    public static Comparison compare(Path root, Manifest manifest, HashOptions options, HashProgress progress)
            throws IOException {
        return new ListedFiles(root, manifest.entries(), options).compare(manifest.paths(), progress);
    }

    private Comparison compare(List<String> paths, HashProgress progress) throws IOException {
        new TreeHasher(root, options.jobs(), progress).hash(paths, this);
        mismatches.sort(new InOrderOfTheManifest());
        return new Comparison(List.copyOf(mismatches), bytes.get(), sound.get(), absent);
    }

    /** Computes the digest under another algorithm, for an entry that has such a digest. */
    @Override
    public TreeHasher.Sink sink(int index) {
        OtherDigest other = entries.get(index).other();
        if (other == null) {
            return TreeHasher.TreeVisitor.super.sink(index);
        }
        MessageDigest digest = other.compute();
        computing.put(index, digest);
        return (buffer, count) -> digest.update(buffer, 0, count);
    }

    /** Takes what was found for one entry. */
    @Override
    public void visit(int index, FileState state) {
        ManifestEntry entry = entries.get(index);
        if (state instanceof FileState.Digested found) {
            bytes.addAndGet(found.size());
            OtherDigest other = entry.other();
            MessageDigest computed = other == null ? null : computing.remove(index);
            byte[] otherwise = computed == null ? new byte[0] : computed.digest();
            boolean matches = other == null ? found.digest().equals(entry.digest()) : other.is(otherwise);
            if (!matches) {
                add(
                        index,
                        other == null
                                ? mismatch(
                                        entry,
                                        entry.digest().hex(),
                                        found.digest().hex())
                                : mismatch(entry, other.hex(), HexFormat.of().formatHex(otherwise)));
            }
            boolean plain = !options.strict() || isPlain(index, entry);
            if (matches && plain) {
                sound.incrementAndGet();
            }
        } else if (state instanceof FileState.Missing) {
            addAbsent(entry);
            if (!options.ignoreMissing()) {
                add(index, missing(entry));
            }
        } else if (state instanceof FileState.NotRegular found) {
            add(index, changed("not-regular", entry, "NOT A REGULAR FILE: ", "it is " + found.what()));
        } else if (state instanceof FileState.Unreachable found) {
            String way = found.directory() + " is " + found.what();
            add(index, changed("not-regular", entry, "NOT A REGULAR FILE: ", way));
        } else if (state instanceof FileState.Unreadable found) {
            add(index, unreadable(entry, found.path(), found.trouble()));
        }
    }

    /** Whether a file has one name, and nobody but its owner may write to it. */
    private boolean isPlain(int index, ManifestEntry entry) {
        try {
            FileFacts facts = FileFacts.of(FileNames.resolve(root, entry.path()));
            List<SoleOwnership.Flaw> flaws = SoleOwnership.flaws(facts);
            for (SoleOwnership.Flaw flaw : flaws) {
                add(index, changed(flaw.code(), entry, flaw.title() + ": ", flaw.what()));
            }
            return flaws.isEmpty();
        } catch (NoSuchFileException e) {
            add(index, missing(entry));
        } catch (IOException e) {
            add(index, unreadable(entry, entry.path(), e));
        }
        return false;
    }

    private void addAbsent(ManifestEntry entry) {
        synchronized (absent) {
            absent.add(entry.spelling());
        }
    }

    private void add(int index, Finding finding) {
        synchronized (mismatches) {
            mismatches.add(new Mismatch(index, entries.get(index), finding));
        }
    }

    private Finding mismatch(ManifestEntry entry, String expected, String actual) {
        Difference difference = new Difference(expected, actual);
        return new Finding(
                Consequence.CHANGED,
                "hash-mismatch",
                entry.spelling(),
                "HASH MISMATCH: " + entry.spelling() + " - Expected: " + difference.expected() + " Actual: "
                        + difference.actual(),
                difference,
                remedy(entry));
    }

    private Finding missing(ManifestEntry entry) {
        String path = entry.spelling();
        String message = (options.strict() ? "MISSING CANONICAL FILE: " : "MISSING FILE: ") + path;
        return Finding.of(Consequence.MISSING, "missing", path, message, remedy(entry));
    }

    /**
     * A file that can't be read may be sound. So the remedy is first to see to the disk or the permission, and only then to
     * restore the file.
     */
    private Finding unreadable(ManifestEntry entry, String unread, IOException trouble) {
        String path = entry.spelling();
        String directory = unread.equals(entry.path()) ? "" : unread + ": ";
        return Finding.of(
                Consequence.CHANGED,
                "unreadable",
                path,
                "UNREADABLE FILE: " + path + " - " + directory + IoTrouble.reason(trouble),
                (trouble instanceof AccessDeniedException
                                ? "run it as a user who may read it"
                                : IoTrouble.remedy(trouble))
                        + (options.strict() ? "; if it stays so, put it back: " : "; if it stays so, ")
                        + remedy(entry));
    }

    private Finding changed(String code, ManifestEntry entry, String title, String what) {
        String path = entry.spelling();
        return Finding.of(Consequence.CHANGED, code, path, title + path + " - " + what, remedy(entry));
    }

    private String remedy(ManifestEntry entry) {
        return options.strict()
                ? "bridgectl restore " + ShellWord.of(entry.path())
                : "get the file again from where the manifest came from";
    }
}
