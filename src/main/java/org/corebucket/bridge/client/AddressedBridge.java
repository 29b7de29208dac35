package org.corebucket.bridge.client;

import java.net.URI;

/** One of the bridges that a client may speak to, and where it is. */
public record AddressedBridge(URI address, BridgeApi bridge) {}
