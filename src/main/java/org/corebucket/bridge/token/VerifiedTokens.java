package org.corebucket.bridge.token;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Tokens whose signatures have been checked, by their digests, so that a token costs one RSA verification and not one a
 * request. Whether their time has come or gone is for whoever asks. When the younger half is full, the older is dropped.
 */
final class VerifiedTokens {

    private final int half;
    private volatile Map<Sha256, TokenClaims> young = new ConcurrentHashMap<>();
    private volatile Map<Sha256, TokenClaims> old = Map.of();

    /** Keeps at most this many. */
    VerifiedTokens(int most) {
        this.half = most / 2;
    }

    @Nullable
    TokenClaims find(Sha256 token) {
        TokenClaims claims = young.get(token);
        return claims == null ? old.get(token) : claims;
    }

    void add(Sha256 token, TokenClaims claims) {
        if (young.containsKey(token)) {
            return;
        }
        synchronized (this) {
            if (young.size() >= half) {
                old = young;
                young = new ConcurrentHashMap<>();
            }
            young.put(token, claims);
        }
    }

    int size() {
        return young.size() + old.size();
    }
}
