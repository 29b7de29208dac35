package org.corebucket.bridge.attributes;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.CodePointOrder;
import org.corebucket.bridge.policy.FileAttribute;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;

/** The attributes of files as they are now. */
final class FoundAttributes {

    /** How an extended attribute is called in a record: this, and its name. */
    static final String XATTR = FileAttribute.XATTR.text() + " ";

    private static final String ACL_AS_XATTR = "system.posix_acl_";

    private final Path root;
    private final Map<String, Map<String, String>> found = new LinkedHashMap<>();

    private FoundAttributes(Path root) {
        this.root = root;
    }

    /**
     * The paths of which a record speaks: the listed files, all directories on the way to them, and the root itself, which is
     * {@code .}; not the record.
     */
    static List<String> paths(Collection<String> listed) {
        TreeSet<String> paths = new TreeSet<>(CodePointOrder.INSTANCE);
        paths.add(".");
        for (String path : listed) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                paths.add(path.substring(0, slash));
            }
        }
        paths.addAll(listed);
        paths.remove(Deployment.ATTRIBUTES);
        return new ArrayList<>(paths);
    }

    /**
     * The attributes of each path that is there, by name.
     *
     * @throws MendableException if it takes a program that is not installed
     */
    static Map<String, Map<String, String>> of(Path root, List<FileAttribute> wanted, List<String> paths)
            throws IOException, MendableException {
        FoundAttributes attributes = new FoundAttributes(root);
        attributes.stat(wanted, paths);
        if (wanted.contains(FileAttribute.XATTR)) {
            attributes.add(AttributeTool.XATTR, FoundAttributes::xattr);
        }
        if (wanted.contains(FileAttribute.ACL)) {
            attributes.add(AttributeTool.ACL, (lines, of) -> of.put(FileAttribute.ACL.text(), String.join(",", lines)));
        }
        return attributes.found;
    }

    private void stat(List<FileAttribute> wanted, List<String> paths) throws IOException {
        for (String path : paths) {
            try {
                FileFacts facts = FileFacts.of(FileNames.resolve(root, path));
                if (facts.isRegular() || facts.type() == FileFacts.FileType.DIRECTORY) {
                    found.put(path, of(facts, wanted));
                }
            } catch (NoSuchFileException e) {
                found.remove(path); // another check says that it is missing
            }
        }
    }

    private static Map<String, String> of(FileFacts facts, List<FileAttribute> wanted) {
        Map<String, String> of = new TreeMap<>();
        if (wanted.contains(FileAttribute.MODE)) {
            of.put(FileAttribute.MODE.text(), facts.octalMode());
        }
        if (wanted.contains(FileAttribute.OWNER)) {
            of.put(FileAttribute.OWNER.text(), Integer.toUnsignedString(facts.owner()));
        }
        if (wanted.contains(FileAttribute.GROUP)) {
            of.put(FileAttribute.GROUP.text(), Integer.toUnsignedString(facts.group()));
        }
        return of;
    }

    /** Adds what the lines of a program say to the attributes of a file. */
    private interface ToolLines {
        void addTo(List<String> lines, Map<String, String> of);
    }

    private void add(AttributeTool tool, ToolLines reading) throws IOException, MendableException {
        if (!tool.isInstalled()) {
            throw MendableException.notAllowed(
                    tool.program() + " is missing, which tells attributes that the policy names"
                            + "\nInstall it (Debian: apt-get install " + tool.debianPackage() + ")");
        }
        tool.linesOf(root, new ArrayList<>(found.keySet())).forEach((path, lines) -> {
            Map<String, String> of = found.get(path);
            if (of != null) {
                reading.addTo(lines, of);
            }
        });
    }

    private static void xattr(List<String> lines, Map<String, String> of) {
        for (String line : lines) {
            int equals = line.indexOf('=');
            String name = equals < 0 ? line : line.substring(0, equals);
            if (!name.startsWith(ACL_AS_XATTR)) {
                of.put(XATTR + AttributeTool.name(name), equals < 0 ? "" : line.substring(equals + 1));
            }
        }
    }
}
