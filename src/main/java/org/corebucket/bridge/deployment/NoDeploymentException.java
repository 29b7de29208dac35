package org.corebucket.bridge.deployment;

import java.nio.file.Path;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;

/** There is no deployment where one was looked for. */
public final class NoDeploymentException extends MendableException {

    private static final long serialVersionUID = 1L;

    NoDeploymentException(Path start) {
        super(
                MendableKind.MISSING,
                "no deployment at " + OneLine.of(FileNames.of(start))
                        + " or above it: no directory there holds canonical/policy.json\n"
                        + "Name one with --root DIR, or make one here with: bridgectl init");
    }
}
