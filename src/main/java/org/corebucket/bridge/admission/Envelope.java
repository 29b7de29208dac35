package org.corebucket.bridge.admission;

import org.corebucket.bridge.json.JsonValue;

/**
 * What a module posted, once everything in it has been checked.
 *
 * @param sessionId the payload's, else one that was made
 * @param payload as it was parsed
 * @param canonical the payload's canonical form, which is what the signature covers; not to be changed
 * @param signature in base64, with its padding
 * @param keyFingerprint of the key that the signature is of
 */
@SuppressWarnings("ArrayRecordComponent") // Made once a request and handed on to the ledger, which only reads it.
public record Envelope(
        String module,
        String sessionId,
        String nonce,
        JsonValue.JsonObject payload,
        byte[] canonical,
        String signature,
        String keyFingerprint) {}
