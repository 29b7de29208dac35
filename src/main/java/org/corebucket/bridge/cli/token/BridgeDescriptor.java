package org.corebucket.bridge.cli.token;

import java.io.IOException;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;

/** What the bridge's descriptor says of tokens. */
final class BridgeDescriptor {

    static final String PATH = "canonical/core_bucket_bridge.json";

    private static final int LARGEST = 1 << 20;

    private BridgeDescriptor() {}

    static TokenSettings tokens(Deployment deployment) throws IOException, MalformedJsonException {
        byte[] descriptor = TreeFiles.read(deployment.root(), PATH, LARGEST);
        return TokenSettings.of(
                JsonFields.of(Json.parse(descriptor, PATH), PATH).object("tokens"));
    }
}
