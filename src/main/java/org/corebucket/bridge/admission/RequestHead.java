package org.corebucket.bridge.admission;

import org.jspecify.annotations.Nullable;

/**
 * What the first gates look at.
 *
 * @param contentType the header's value; null if it is missing
 * @param contentLength in bytes; -1 if the request does not say
 * @param authorization the header's value; null if it is missing
 */
public record RequestHead(
        @Nullable String contentType,
        long contentLength,
        @Nullable String authorization) {}
