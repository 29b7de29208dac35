package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;

/** Reads the settings of tokens from the bridge's descriptor. */
final class TokenDescriptor {

    private TokenDescriptor() {}

    /**
     * Reads the descriptor as it lies there, sealed or not. This is only for questions whose answers give nobody a
     * right.
     */
    static TokenSettings tokens(Deployment deployment) throws IOException, MalformedJsonException {
        return tokens(TreeFiles.read(deployment.root(), Deployment.BRIDGE, Deployment.LARGEST_SETTINGS));
    }

    static TokenSettings tokens(byte[] descriptor) throws MalformedJsonException {
        return TokenSettings.of(JsonFields.of(Json.parse(descriptor, Deployment.BRIDGE), Deployment.BRIDGE)
                .object("tokens"));
    }
}
