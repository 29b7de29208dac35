package org.corebucket.bridge.http.wire;

/**
 * What is known of a request even if it is refused.
 *
 * @param id the request's id in its answer and log lines
 * @param path the path as it was sent; empty if the head was not read, or has no path
 * @param isHead whether the method is HEAD, so that the answer has no body
 */
public record RequestName(String id, String path, boolean isHead) {}
