package org.corebucket.bridge.guard;

import java.io.IOException;
import java.util.Set;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Questions;

/** Reads the descriptors of one kind of built-in entrypoint, and checks the files, keys and addresses that they name. */
public interface DescriptorReader {

    /**
     * Reads a descriptor strictly, and checks what it names.
     *
     * @param source its path relative to the root
     * @param policy what the deployment allows
     * @param listed the paths that are sealed, or are about to be
     * @param questions takes the evidence and findings
     * @throws MalformedJsonException naming file and line
     */
    void ask(byte[] json, String source, Policy policy, Set<String> listed, Questions questions)
            throws MalformedJsonException, IOException;
}
