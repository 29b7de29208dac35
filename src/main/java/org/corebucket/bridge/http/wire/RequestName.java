package org.corebucket.bridge.http.wire;

/**
 * What tells a request from all others.
 *
 * @param id as its answer, its log lines and its client know it
 * @param path as it was sent; empty if its head is not there, or has none that is ours
 * @param isHead whether the answer is its head alone
 */
public record RequestName(String id, String path, boolean isHead) {}
