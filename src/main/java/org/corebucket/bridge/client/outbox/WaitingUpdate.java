package org.corebucket.bridge.client.outbox;

import org.corebucket.bridge.client.Update;

/**
 * The update that a module sends next.
 *
 * @param attempted whether it may have been sent before, with an outcome that is not recorded; then its receipt must be asked
 * for first
 */
public record WaitingUpdate(Update update, boolean attempted) {}
