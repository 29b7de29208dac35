package org.corebucket.bridge.readiness;

/** The version and source commit of the tool that made a report. */
public record Toolkit(String version, String commit) {}
