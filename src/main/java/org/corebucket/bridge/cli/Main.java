package org.corebucket.bridge.cli;

/** x. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
