package org.corebucket.bridge.attributes;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.attributes.AttributeRecord.AttributeDifference;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.policy.FileAttribute;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;

/** Gives files back the modes and owners that were recorded, as far as this user may; it goes through no symbolic link. */
public final class AttributeRestorer {

    private static final int OCTAL = 8;

    private final Deployment deployment;

    /** A restorer for one deployment; the caller must hold the deployment's lock. */
    public AttributeRestorer(Deployment deployment) {
        this.deployment = deployment;
    }

    /** Whether it is about the mode. */
    public static boolean isMode(AttributeDifference one) {
        return one.attribute().equals(FileAttribute.MODE.text());
    }

    /** Whether a difference is one that it can put back. */
    public static boolean canRestore(AttributeDifference one) {
        return isMode(one)
                || one.attribute().equals(FileAttribute.OWNER.text())
                || one.attribute().equals(FileAttribute.GROUP.text());
    }

    /** What putting it back is called. */
    public static String words(AttributeDifference one) {
        return "put back the " + one.attribute() + " " + one.expected() + " of " + OneLine.of(one.path());
    }

    /**
     * Puts one back.
     *
     * @throws FileSystemException if this user may not, or the way leads through a link
     */
    public void restore(AttributeDifference one) throws IOException {
        requireNoLink(one.path());
        Path file = FileNames.resolve(deployment.root(), one.path());
        boolean mode = isMode(one);
        String attribute =
                mode ? "unix:mode" : one.attribute().equals(FileAttribute.OWNER.text()) ? "unix:uid" : "unix:gid";
        Integer value = mode ? Integer.parseInt(one.expected(), OCTAL) : Integer.parseUnsignedInt(one.expected());
        if (mode) {
            Files.setAttribute(file, attribute, value);
        } else {
            Files.setAttribute(file, attribute, value, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void requireNoLink(String path) throws IOException {
        for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
            String part = end < 0 ? path : path.substring(0, end);
            FileFacts facts = FileFacts.of(FileNames.resolve(deployment.root(), part));
            if (!facts.isRegular() && facts.type() != FileFacts.FileType.DIRECTORY) {
                throw new FileSystemException(
                        path, null, part + " is " + facts.type().words());
            }
            if (end < 0) {
                return;
            }
        }
    }
}
