package org.corebucket.bridge.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Stands in for bridgectl: tells how it was started, and does what the tests of the launcher ask for. */
public final class Main {

    public static void main(String[] args) throws Exception {
        switch (args.length == 0 ? "" : args[0]) {
            case "arguments" -> {
                for (String argument : args) {
                    System.out.println("<" + argument + ">");
                }
            }
            case "directory" -> System.out.println(Path.of("").toAbsolutePath());
            case "environment" -> System.getenv().keySet().stream().sorted().forEach(System.out::println);
            case "exit" -> System.exit(Integer.parseInt(args[1]));
            case "input" -> System.in.transferTo(System.out);
            case "options" -> System.out.println(String.join(
                    "\n", ProcessHandle.current().info().arguments().orElseThrow()));
            case "property" -> System.out.println(System.getProperty(args[1]));
            case "read" -> System.out.println(Files.readString(Path.of(args[1])));
            case "wait" -> {
                System.out.println("waiting as " + ProcessHandle.current().pid());
                Thread.sleep(600_000);
            }
            default -> System.out.println("probe");
        }
    }
}
