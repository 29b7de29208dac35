package org.corebucket.bridge.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A composite action of GitHub's, run step by step as its runner does it; an action that a step uses is only noted. */
final class CompositeAction {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ ([^}]*) }}");

    private final Path file;
    private final Map<String, Object> action;
    private final Path scratch;
    private final Map<String, String> inputs = new TreeMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> used = new LinkedHashMap<>();
    private final StringBuilder printed = new StringBuilder();
    private boolean mayWrite = true;
    private int exit;

    CompositeAction(Path file, Path scratch) throws IOException {
        this.file = file;
        this.scratch = Files.createDirectories(scratch);
        this.action = Yaml.map(Yaml.read(file));
        Yaml.map(action.get("inputs"))
                .forEach((name, input) ->
                        inputs.put(name, Yaml.text(Yaml.map(input).get("default"))));
    }

    /** The steps, as they are written. */
    List<Map<String, Object>> steps() {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (Object step : Yaml.list(Yaml.map(action.get("runs")).get("steps"))) {
            steps.add(Yaml.map(step));
        }
        return steps;
    }

    /** What it uses fails from now on, as where the job's token may write nothing: a fork's pull request has such a token. */
    CompositeAction withoutRights() {
        mayWrite = false;
        return this;
    }

    /** Runs the steps in a workspace; inputs that are not given have their defaults. */
    CompositeAction run(Path workspace, Map<String, String> environment, Map<String, String> given) throws Exception {
        given.forEach((name, value) -> {
            if (inputs.replace(name, value) == null) {
                throw new AssertionError("there is no input " + name);
            }
        });
        for (Map<String, Object> step : steps()) {
            if (step.containsKey("if") ? holds(Yaml.text(step.get("if"))) : exit == 0) {
                run(step, workspace, environment);
            }
        }
        return this;
    }

    private void run(Map<String, Object> step, Path workspace, Map<String, String> environment) throws Exception {
        if (step.containsKey("uses")) {
            Map<String, Object> with = Yaml.map(step.get("with"));
            with.replaceAll((name, value) -> expand(Yaml.text(value)));
            used.put(Yaml.text(step.get("uses")), with);
            if (!mayWrite && !Yaml.text(step.get("continue-on-error")).equals("true")) {
                exit = exit == 0 ? 1 : exit;
            }
            return;
        }
        Path output = Files.writeString(scratch.resolve("output"), "");
        Run run = Run.of(
                scratch,
                environmentOf(step, workspace, environment, output),
                List.of(
                        "env",
                        "-C",
                        workspace.toString(),
                        "bash",
                        "--noprofile",
                        "--norc",
                        "-eo",
                        "pipefail",
                        script(step).toString()));
        printed.append(run.out()).append(run.err());
        exit = exit == 0 ? run.exit() : exit;
        for (String line : Files.readAllLines(output)) {
            outputs.put(
                    step.get("id") + "." + line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
    }

    private Path script(Map<String, Object> step) throws IOException {
        return Files.writeString(scratch.resolve("script.sh"), expand(Yaml.text(step.get("run"))));
    }

    private Map<String, String> environmentOf(
            Map<String, Object> step, Path workspace, Map<String, String> given, Path output) {
        Map<String, String> environment = new TreeMap<>(given);
        environment.put("GITHUB_WORKSPACE", workspace.toString());
        environment.put("CI", "true");
        environment.put("GITHUB_ACTIONS", "true");
        environment.put(
                "GITHUB_ACTION_PATH", file.resolveSibling(".").normalize().toString());
        environment.put("GITHUB_OUTPUT", output.toString());
        environment.put("GITHUB_STEP_SUMMARY", scratch.resolve("summary").toString());
        environment.put("RUNNER_TEMP", scratch.toString());
        Yaml.map(step.get("env")).forEach((name, value) -> environment.put(name, expand(Yaml.text(value))));
        return environment;
    }

    /** Whether a condition holds: terms with {@code &&} between, each of them a comparison with a text, or not cancelled. */
    private boolean holds(String condition) {
        Matcher expression = EXPRESSION.matcher(condition);
        if (!expression.matches()) {
            throw new AssertionError(condition);
        }
        for (String term : expression.group(1).split(" && ", -1)) {
            String[] words = term.split(" ", -1);
            if (!term.equals("!cancelled()")
                    && ("'" + valueOf(words[0]) + "'").equals(words[2]) != words[1].equals("==")) {
                return false;
            }
        }
        return true;
    }

    private String expand(String text) {
        return EXPRESSION.matcher(text).replaceAll(found -> Matcher.quoteReplacement(valueOf(found.group(1))));
    }

    private String valueOf(String reference) {
        if (reference.startsWith("inputs.")) {
            return inputs.getOrDefault(reference.substring("inputs.".length()), "");
        }
        return outputs.getOrDefault(reference.replace("steps.", "").replace(".outputs.", "."), "");
    }

    /** What the action gives to the workflow under a name. */
    String output(String name) {
        Object value = Yaml.map(Yaml.map(action.get("outputs")).get(name)).get("value");
        return expand(Yaml.text(value));
    }

    /** The actions that its steps used, with what they were given. */
    Map<String, Map<String, Object>> used() {
        return used;
    }

    /** What was printed to the job's log, where the runner finds annotations. */
    String printed() {
        return printed.toString();
    }

    /** The job's summary, as Markdown. */
    String summary() throws IOException {
        return Files.readString(scratch.resolve("summary"));
    }

    /** The exit code of the first step that failed, or 0. */
    int exit() {
        return exit;
    }
}
