package org.corebucket.bridge.automation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.automation.schedule.BegunRun;
import org.corebucket.bridge.automation.schedule.ClaimedRun;

/**
 * What the updates of a run are called. Where another runner may come to do the same run once more, a step's update has one name
 * whoever sends it, so that it arrives once (CONTRACT 12).
 */
final class SessionNames {

    private static final int VERSION_BYTE = 6;
    private static final int VARIANT_BYTE = 8;

    private final Optional<UUID> deployment;

    /**
     * The names in a deployment.
     *
     * @param deployment its id, if its runs may be done at several hosts
     */
    SessionNames(Optional<UUID> deployment) {
        this.deployment = deployment;
    }

    /** The name of an action's update. */
    String of(NodeId node, ClaimedRun claimed, int step) {
        if (deployment.isEmpty() || claimed.deadline().isEmpty()) {
            return UUID.randomUUID().toString();
        }
        BegunRun run = claimed.run();
        // No name has a line feed, so that the words are told apart.
        String words = String.join(
                "\n",
                node.text(),
                run.job(),
                run.due().toString(),
                run.once() ? "once" : "due",
                Integer.toString(step));
        return named(deployment.get(), words).toString();
    }

    /** A UUID of version 5 (RFC 9562, 5.5): it is as random as the digest of its words. */
    static UUID named(UUID namespace, String words) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .array());
        byte[] bytes = digest.digest(words.getBytes(StandardCharsets.UTF_8));
        bytes[VERSION_BYTE] = (byte) ((bytes[VERSION_BYTE] & 0x0f) | 0x50);
        bytes[VARIANT_BYTE] = (byte) ((bytes[VARIANT_BYTE] & 0x3f) | 0x80);
        ByteBuffer made = ByteBuffer.wrap(bytes);
        return new UUID(made.getLong(), made.getLong());
    }
}
