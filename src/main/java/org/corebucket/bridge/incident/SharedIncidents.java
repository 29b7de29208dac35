package org.corebucket.bridge.incident;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the nodes of a deployment tell each other of critical incidents (CONTRACT 12). As long as one lies there without a
 * resolution, no node stores an entry. What is read there is not trusted: each node verifies the resolutions by itself.
 */
public interface SharedIncidents {

    /** One incident as all nodes see it: the bytes of its file, and of its signed resolution if it has one. */
    final class SharedIncident {

        private final String id;
        private final byte[] bytes;
        private final byte @Nullable [] resolution;

        public SharedIncident(String id, byte[] bytes, byte @Nullable [] resolution) {
            this.id = id;
            this.bytes = bytes.clone();
            this.resolution = resolution == null ? null : resolution.clone();
        }

        String id() {
            return id;
        }

        byte[] bytes() {
            return bytes;
        }

        byte @Nullable [] resolution() {
            return resolution;
        }
    }

    /** Reads all that have no resolution, and the others but for those that the caller has taken in. */
    List<SharedIncident> read(Set<String> takenIn) throws IOException;

    /**
     * Puts an incident there, or replaces its bytes while it has no resolution. When this returns true the stop is in force for
     * every node.
     *
     * @param was the bytes that it had; null if it was not there
     * @return whether it is there with these bytes; false if another node was faster
     */
    boolean put(String id, byte[] bytes, byte @Nullable [] was) throws IOException;

    /**
     * Adds the resolution of an incident, which covers its bytes.
     *
     * @param was the bytes that it had, if it was there
     * @return whether it is there; false if the incident had other bytes than those
     */
    boolean settle(String id, byte[] bytes, byte[] was, byte[] resolution) throws IOException;
}
