package org.corebucket.bridge.token;

/** How tokens are signed. The deployment chooses one algorithm; what a token asks for does not count. */
public enum TokenAlgorithm {
    /** HMAC with SHA-256, under a secret that both sides know (RFC 7518, section 3.2). */
    HS256,
    /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3). */
    RS256
}
