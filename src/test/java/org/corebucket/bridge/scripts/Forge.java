package org.corebucket.bridge.scripts;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Who runs the gate of a repository. The settings are the variables of GitLab's template; the action's inputs are called alike. */
enum Forge {
    GITHUB {
        /** No token that may write, and no secret: all of it must hold for the pull request of a fork. */
        @Override
        Run gate(Path base, Path checkout, Map<String, String> environment, Map<String, String> settings)
                throws Exception {
            Map<String, String> inputs = new TreeMap<>();
            settings.forEach((name, value) -> inputs.put(
                    name.substring("BRIDGECTL_".length())
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-'),
                    value));
            CompositeAction action = new CompositeAction(
                            Scripts.file("github-action/action.yml").toAbsolutePath(), base.resolve("work"))
                    .withoutRights()
                    .run(checkout, environment, inputs);
            return new Run(action.exit(), action.printed(), action.printed());
        }
    },
    GITLAB {
        @Override
        Run gate(Path base, Path checkout, Map<String, String> environment, Map<String, String> settings)
                throws Exception {
            return new PipelineTemplate(Scripts.file("gitlab/verify.yml"), base).run(checkout, environment, settings);
        }
    };

    /** Runs the gate over a checkout. */
    abstract Run gate(Path base, Path checkout, Map<String, String> environment, Map<String, String> settings)
            throws Exception;
}
