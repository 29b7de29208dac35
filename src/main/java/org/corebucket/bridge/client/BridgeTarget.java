package org.corebucket.bridge.client;

import java.net.URI;
import org.corebucket.bridge.http.WebOrigin;

/**
 * Where a bridge is.
 *
 * @param address {@code http} or {@code https}, with a host and a port, and nothing behind them
 * @param trust whom an {@code https} address is believed by
 */
public record BridgeTarget(URI address, BridgeTrust trust) {

    public BridgeTarget {
        if (!WebOrigin.isOrigin(address)) {
            throw new IllegalArgumentException("a bridge's address is like http://127.0.0.1:8000, not " + address);
        }
    }
}
