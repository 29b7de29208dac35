package org.corebucket.bridge.automation;

/**
 * For whom an action is done.
 *
 * @param job the job's name
 * @param node where
 * @param sessionId what an update of this action is called, however often it is tried
 */
record Task(String job, NodeId node, String sessionId) {}
