package org.corebucket.bridge.client;

/**
 * A bridge as its clients see it (CONTRACT 6). Every call ends within a limit, and each is signed anew. Calls may be made from
 * several threads.
 */
public interface BridgeApi {

    /** Posts an update: {@link Reply.Received} is its receipt. */
    Reply send(Update update) throws InterruptedException;

    /** Posts a heartbeat with the time of now. */
    Reply send(Heartbeat heartbeat) throws InterruptedException;

    /** Asks for the receipt of an update: {@link Reply.Received}, or {@link Reply.Refused} with 404 if there is none. */
    Reply receipt(String module, String sessionId) throws InterruptedException;

    /** Asks for the health, without a token. */
    Reply health() throws InterruptedException;

    /** Asks for {@code /bucket/status}. */
    Reply bucketStatus() throws InterruptedException;
}
