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
            case "orphans" -> {
                for (int i = 0; i < 5; i++) {
                    // The shell ends at once; what it left behind ends later, without a parent.
                    new ProcessBuilder("sh", "-c", "sleep 0.1 &").start().waitFor();
                }
                while (states().contains("sleep S")) {
                    Thread.sleep(20);
                }
                System.out.println(states().contains("sleep Z") ? "zombies" : "none is left");
            }
            case "property" -> System.out.println(System.getProperty(args[1]));
            case "read" -> System.out.println(Files.readString(Path.of(args[1])));
            case "wait" -> {
                System.out.println("waiting as " + ProcessHandle.current().pid());
                Thread.sleep(600_000);
            }
            default -> System.out.println("probe");
        }
    }

    /** Name and state of all processes, like {@code sleep Z}. */
    private static String states() throws Exception {
        StringBuilder states = new StringBuilder();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String stat = Files.readString(process.resolve("stat"));
                    int end = stat.lastIndexOf(')');
                    states.append(stat, stat.indexOf('(') + 1, end).append(stat, end + 1, end + 3).append('\n');
                } catch (java.io.IOException e) {
                    states.append("ended\n");
                }
            }
        }
        return states.toString();
    }
}
