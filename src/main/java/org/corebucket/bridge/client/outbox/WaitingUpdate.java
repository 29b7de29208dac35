package org.corebucket.bridge.client.outbox;

import org.corebucket.bridge.client.Update;

/**
 * The update that its module sends next.
 *
 * @param attempted whether an attempt may have been made whose outcome is not recorded: then its receipt is asked for before
 *     anything else
 */
public record WaitingUpdate(Update update, boolean attempted) {}
