package org.corebucket.bridge.scripts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A template for GitLab's pipelines with one job, run as its runner does it. */
final class PipelineTemplate {

    private final Map<String, Object> template;
    private final Path scratch;

    PipelineTemplate(Path file, Path scratch) throws IOException {
        this.template = Yaml.map(Yaml.read(file));
        this.scratch = scratch;
    }

    /** The job, as it is written. */
    Map<String, Object> job() {
        return Yaml.map(template.get("bridgectl-verify"));
    }

    /** The variables that an including pipeline may set, with their defaults. */
    Map<String, String> defaults() {
        return texts(template.get("variables"));
    }

    /** Runs the job's lines in one shell; the variables are those of the including pipeline, over which the job's own win. */
    Run run(Path project, Map<String, String> given, Map<String, String> variables) throws Exception {
        Map<String, String> environment = new TreeMap<>(given);
        environment.put("CI", "true");
        environment.put("GITLAB_CI", "true");
        environment.put("CI_PROJECT_DIR", project.toString());
        environment.putAll(defaults());
        environment.putAll(variables);
        environment.putAll(texts(job().get("variables")));
        List<String> script = new ArrayList<>(List.of("set -eo pipefail"));
        Yaml.list(job().get("script")).forEach(line -> script.add(Yaml.text(line)));
        return Run.of(
                scratch,
                environment,
                List.of("env", "-C", project.toString(), "bash", "-c", String.join("\n", script)));
    }

    private static Map<String, String> texts(@Nullable Object variables) {
        Map<String, String> texts = new TreeMap<>();
        Yaml.map(variables).forEach((name, value) -> texts.put(name, Yaml.text(value)));
        return texts;
    }
}
