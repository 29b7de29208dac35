package org.corebucket.bridge.token;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Tokens whose signatures were verified, by their digests, so that a token takes one RSA verification and not one for each
 * request. The caller still has to check whether they are valid now. When the younger half is full, the older half is dropped.
 */
final class VerifiedTokens {

    private final int half;
    private volatile Map<Sha256, TokenClaims> young = new ConcurrentHashMap<>();
    private volatile Map<Sha256, TokenClaims> old = Map.of();

    /** A cache of at most so many tokens. */
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
