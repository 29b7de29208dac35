package org.corebucket.bridge.approval;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestChanges;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyChanges;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.text.OneLine;

/**
 * Shows how a proposed manifest differs from the one in force: files, the differences of their texts, and what a changed policy
 * allows. Each line begins with a mark that no content can imitate, since contents are shown behind it.
 */
final class FreezeText {

    private static final String BEGINNING = "  ";
    private static final String LINE = "      ";

    /** Stands after a last line without a line feed. No content can imitate it, since a backslash of a content is shown doubled. */
    private static final String UNENDED = "\\ no line feed at the end";

    private static final int CONTEXT = 3;
    private static final int LONGEST_TEXT = 1 << 20;

    private final Proposals proposals;
    private final PrintWriter out;
    private final Manifest before;
    private final Manifest after;

    FreezeText(Proposals proposals, PrintWriter out, Manifest before, Manifest after) {
        this.proposals = proposals;
        this.out = out;
        this.before = before;
        this.after = after;
    }

    /**
     * Prints all.
     *
     * @throws RefusedException if a content that should be shown is not the one that a manifest lists
     */
    void print() throws IOException, RefusedException {
        ManifestChanges changes = ManifestChanges.between(before.entries(), after.entries());
        for (String path : changes.removed()) {
            say("removed " + OneLine.of(path) + description(content(before, path)));
            differences(path, content(before, path), Optional.of(new byte[0]));
        }
        for (String path : changes.changed()) {
            Optional<byte[]> old = content(before, path);
            Optional<byte[]> now = content(after, path);
            say("changed " + OneLine.of(path) + description(old) + "; now"
                    + description(now).substring(1));
            differences(path, old, now);
        }
        for (String path : changes.added()) {
            say("added " + OneLine.of(path) + description(content(after, path)));
            differences(path, Optional.of(new byte[0]), content(after, path));
        }
        if (changes.isEmpty()) {
            say("no file is added, removed or changed");
        }
        if (changes.changed().contains(Deployment.POLICY)) {
            policy();
        }
    }

    private void policy() throws IOException, RefusedException {
        Optional<byte[]> old = content(before, Deployment.POLICY);
        Optional<byte[]> now = content(after, Deployment.POLICY);
        if (old.isEmpty() || now.isEmpty()) {
            say("what the policy allows can't be compared: its content is not in the proposal");
            return;
        }
        try {
            Policy before = PolicyReader.read(old.get(), Deployment.POLICY);
            Policy after = PolicyReader.read(now.get(), Deployment.POLICY);
            List<String> lines = PolicyChanges.between(before, after);
            say(
                    before.equals(after)
                            ? "the policy says the same in other words"
                            : lines.isEmpty()
                                    ? "the policy allows nothing new, and demands as much; what else changes stands above"
                                    : "by the new policy:");
            for (String line : lines) {
                say(BEGINNING + OneLine.of(line));
            }
        } catch (MalformedPolicyException e) {
            say("what the policy allows can't be compared: " + OneLine.of(String.valueOf(e.getMessage())));
        }
    }

    /** The content of a listed file; empty if the proposal does not bring it along. */
    private Optional<byte[]> content(Manifest manifest, String path) throws IOException, RefusedException {
        Sha256 digest = manifest.digestOf(path).orElseThrow();
        Optional<byte[]> content = proposals.shown(Subject.FREEZE, digest.hex());
        if (content.isPresent() && !Sha256.of(content.get()).equals(digest)) {
            throw new RefusedException("what the proposal has for " + OneLine.of(path)
                    + " is not what its manifest lists, sha256 " + digest.hex()
                    + "\nDo not sign it. Propose it again: bridgectl freeze --propose --reason TEXT");
        }
        return content;
    }

    private static String description(Optional<byte[]> content) {
        if (content.isEmpty()) {
            return ", its content is not in the proposal";
        }
        byte[] bytes = content.get();
        String size = bytes.length == 1 ? ", 1 byte" : ", " + bytes.length + " bytes";
        if (bytes.length > LONGEST_TEXT) {
            return size + ", too long to be shown: compare what lies under its digest beside the proposal, "
                    + Sha256.of(bytes).hex();
        }
        return size + (text(bytes).isEmpty() ? ", not text" : "");
    }

    /** A content as lines of text, each as {@link OneLine} shows it; two contents have the same lines only if they are the same. Empty if it is no text, or too long to be read. */
    private static Optional<List<String>> text(byte[] content) {
        if (content.length > LONGEST_TEXT) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                return Optional.empty();
            }
            List<String> lines = new ArrayList<>();
            for (String line : text.split("\n", -1)) {
                lines.add(OneLine.of(line));
            }
            String last = lines.remove(lines.size() - 1);
            if (!last.isEmpty()) {
                lines.add(last + UNENDED);
            }
            return Optional.of(lines);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private void differences(String path, Optional<byte[]> old, Optional<byte[]> now) {
        Optional<List<String>> before = old.flatMap(FreezeText::text);
        Optional<List<String>> after = now.flatMap(FreezeText::text);
        if (before.isEmpty() || after.isEmpty()) {
            return;
        }
        List<String> unified = UnifiedDiffUtils.generateUnifiedDiff(
                path, path, before.get(), DiffUtils.diff(before.get(), after.get()), CONTEXT);
        int header = 2; // the names of the files, which stand above already
        for (String line : unified.subList(Math.min(header, unified.size()), unified.size())) {
            say(LINE + line);
        }
    }

    private void say(String line) {
        out.println(line);
    }
}
