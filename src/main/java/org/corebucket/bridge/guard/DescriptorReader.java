package org.corebucket.bridge.guard;

import java.io.IOException;
import java.util.Set;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Questions;

/** Reads the descriptors of one kind of built-in entrypoint, and looks at what they name. */
public interface DescriptorReader {

    /**
     * Reads a descriptor strictly, and looks at what it names.
     *
     * @param source its path relative to the root
     * @param policy what the deployment allows
     * @param listed the paths that are sealed, or are about to be
     * @param questions takes what came of looking
     * @throws MalformedJsonException naming file and line
     */
    void ask(byte[] json, String source, Policy policy, Set<String> listed, Questions questions)
            throws MalformedJsonException, IOException;
}
