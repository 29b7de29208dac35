package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.EntrypointName;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Only staged copies run, whatever the interpreter looks for by itself (SECURITY_POLICY.md). Each program here overwrites what it is about to
 * load in the live tree, which is as late as anybody could.
 */
@Timeout(120)
final class LiveTreeTest {

    /** Where programs leave what they loaded. */
    private static final String LOADED = "loaded";

    @TempDir
    private Path directory;

    private Operator operator;

    @BeforeEach
    void deployment() throws Exception {
        operator = TaskEntrypoint.operator(directory);
        Files.createDirectory(operator.path("pkg"));
        operator.setMode("pkg", "rwxr-xr-x");
        write("pkg/helper.py", "NAME = 'sealed'\n");
        write("pkg/__init__.py", "");
        write("pkg/main.py", python("from pkg import helper"));
        write("pkg/__main__.py", python("import helper"));
        write("pkg/script.py", python("import helper"));
        write("pkg/lib.sh", "name=sealed\n");
        write("pkg/main.sh", shell(". ./pkg/lib.sh"));
        write("pkg/beside.sh", shell(". \"${0%/*}/lib.sh\""));
        write("pkg/h.js", "module.exports = 'sealed'\n");
        write("pkg/main.js", node("require('./h.js')"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -I {dir}/pkg",
                "python3 {dir}/pkg",
                "python3 {dir}/pkg/script.py",
                "python3 {file}",
                "python3 -m pkg.main {dir}",
                "python3 -m pkg.main|PYTHONPATH={dir}",
                "python3 -c __import__('pkg.main')|PYTHONPATH={dir}",
                "/usr/bin/env python3 -m pkg.main|PYTHONPATH={dir}",
                "sh {dir}/pkg/main.sh",
                "sh {dir}/pkg/beside.sh",
                "bash -c . ./pkg/main.sh|USED={dir}",
                "node {dir}/pkg/main.js",
                "node -e require('./pkg/main.js')|USED={dir}",
            })
    void whatIsOverwrittenAfterTheCheckIsNotLoaded(String line) throws Exception {
        assumeTrue(isThere(line), "this machine has the interpreter");
        seal("program", line);

        Answer answer = operator.run("run", "program");

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(operator.text(LOADED)).isEqualTo("sealed\n");
        assertThat(operator.run("run", "program").code()).isEqualTo(77);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -m pkg.main",
                "python3 -m pkg.main {file}",
                "sh -c . ./pkg/main.sh",
                "sh pkg/main.sh {file}",
                "node -r ./pkg/h.js {file}",
                "bin/sh {file}",
                "python3 {file}|PYTHONPATH",
            })
    void whatWouldRunTheLiveTreeIsNotSealed(String line) throws Exception {
        write(line);
        int number = lineOf("\"argv\"", "program");

        Answer answer = operator.run("freeze", "--reason", "test");

        assertThat(answer.err())
                .startsWith("bridgectl: canonical/policy.json:" + number + ": field \"argv\": \"program\" ")
                .contains("{file}", "{dir}");
        assertThat(answer.code()).isEqualTo(65);
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3 -m pkg.main", "python3 -m pkg.main {file}", "sh -c . ./pkg/main.sh"})
    void whatWasSealedAllTheSameIsRefusedAndFound(String line) throws Exception {
        TaskEntrypoint.sealUnasked(operator, entrypoint("program", line));

        Answer answer = operator.run("run", "program");

        assertThat(answer.err())
                .startsWith("bridgectl: refused, not sealed: \"program\" ")
                .hasLineCount(2);
        assertThat(answer.code()).isEqualTo(77);
        assertThat(operator.path(LOADED)).doesNotExist();
        assertThat(TaskEntrypoint.last(operator, "logs/security_rejects.log")).contains("\"reason\":\"not sealed\"");
        assertThat(TaskEntrypoint.last(operator, "logs/production_audit.jsonl")).contains("\"reason\":\"not sealed\"");
        assertThat(operator.run("run", "task").code()).isZero();
        Answer verdict = operator.run("verify");
        assertThat(verdict.out()).contains("[ERROR] ENTRYPOINT NOT SEALED: \"program\" ");
        assertThat(verdict.code()).isEqualTo(8);
    }

    @Test
    void aProgramOfTheDeploymentIsNotFoundOnPath() throws Exception {
        write("helper", "#!/bin/sh\necho tampered >>loaded\n");
        operator.setMode("helper", "rwxr-xr-x");
        operator.setVariable("PATH", ".::" + operator.root() + ":" + System.getenv("PATH"));
        write("pkg/calls.sh", "helper || echo none >loaded\n");
        TaskEntrypoint.seal(operator, entrypoint("program", "pkg/calls.sh", "sh {file}"));

        operator.run("run", "program");

        assertThat(operator.text(LOADED)).isEqualTo("none\n");
    }

    @Test
    void aHomeInTheDeploymentIsNotTheHomeOfWhatRuns() throws Exception {
        operator.setVariable("HOME", operator.root().toString());
        write("pkg/home.sh", "printf '%s\\n' \"$HOME\" >loaded\n");
        TaskEntrypoint.seal(operator, entrypoint("program", "pkg/home.sh", "sh {file}"));

        assertThat(operator.run("run", "program").code()).isZero();

        assertThat(operator.text(LOADED)).contains("/bridgectl/runs/").endsWith("/files\n");
    }

    @Test
    void whoWorksInTheStagedRootIsToldWhereTheDeploymentIs() throws Exception {
        write("pkg/where.sh", "printf '%s\\n' \"$PWD\" \"$BRIDGECTL_ROOT\" \"$MODE\" >\"$BRIDGECTL_ROOT/loaded\"\n");
        TaskEntrypoint.seal(operator, entrypoint("program", "pkg/where.sh", "sh {dir}/pkg/where.sh|MODE=night"));

        assertThat(operator.run("run", "program").code()).isZero();

        List<String> lines = operator.text(LOADED).lines().toList();
        assertThat(lines.get(0)).contains("/bridgectl/runs/").endsWith("/files");
        assertThat(lines.subList(1, 3)).containsExactly(operator.root().toString(), "night");
        assertThat(operator.run("run", "--dry-run", "program").out())
                .contains(
                        "\ncommand      /",
                        "/sh STAGED/pkg/where.sh\ndirectory    STAGED\n",
                        " BRIDGECTL_ROOT ",
                        " MODE ");
    }

    private static String python(String load) {
        return """
                import os
                root = os.path.dirname(os.path.dirname(os.environ['BRIDGECTL_CANONICAL_FILE']))
                with open(os.path.join(root, 'pkg/helper.py'), 'w') as live:
                    live.write("NAME = 'tampered'\\n")
                %s
                with open(os.path.join(root, 'loaded'), 'a') as out:
                    out.write(helper.NAME + '\\n')
                """.formatted(load);
    }

    private static String shell(String load) {
        return """
                root=${BRIDGECTL_CANONICAL_FILE%%/pkg/*}
                echo name=tampered >"$root/pkg/lib.sh"
                %s
                echo "$name" >>"$root/loaded"
                """.formatted(load);
    }

    private static String node(String load) {
        return """
                const fs = require('fs')
                const root = process.env.BRIDGECTL_CANONICAL_FILE.replace(/\\/pkg\\/.*/, '')
                fs.writeFileSync(root + '/pkg/h.js', "module.exports = 'tampered'\\n")
                fs.appendFileSync(root + '/loaded', %s + '\\n')
                """.formatted(load);
    }

    private static boolean isThere(String line) {
        String program = line.substring(0, line.indexOf(' '));
        for (String place : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(place, program)) || program.startsWith("/")) {
                return true;
            }
        }
        return false;
    }

    private void write(String path, String text) throws Exception {
        operator.write(path, text);
        operator.setMode(path, "rw-r--r--");
    }

    /** Puts the entrypoint into the policy, and seals nothing. */
    private void write(String line) throws Exception {
        TaskEntrypoint.write(operator, entrypoint("program", line));
    }

    private int lineOf(String field, String entrypoint) throws Exception {
        List<String> lines = operator.text(Deployment.POLICY).lines().toList();
        int number = 0;
        while (!lines.get(number).contains("\"" + entrypoint + "\"")) {
            number++;
        }
        while (!lines.get(number).contains(field)) {
            number++;
        }
        return number + 1;
    }

    private void seal(String name, String line) throws Exception {
        List<String> files = new ArrayList<>();
        for (Path file : operator.filesBelow(operator.path("pkg"))) {
            files.add(operator.root().relativize(file).toString());
        }
        TaskEntrypoint.write(operator, entrypoint(name, line), files);
        TaskEntrypoint.freeze(operator);
    }

    private static Entrypoint entrypoint(String name, String line) {
        return entrypoint(name, "pkg/script.py", line);
    }

    /** Words are separated by blanks, but for what follows {@code -c}; the environment by a bar. */
    private static Entrypoint entrypoint(String name, String file, String line) {
        String[] parts = line.split("[|]", -1);
        int code = parts[0].indexOf(" -c ");
        List<String> words = new ArrayList<>(List.of((code < 0 ? parts[0] : parts[0].substring(0, code)).split(" ")));
        if (code >= 0) {
            words.addAll(List.of("-c", parts[0].substring(code + 4)));
        }
        return new Entrypoint(
                new EntrypointName(name),
                file,
                Entrypoint.EntrypointKind.PROCESS,
                words,
                List.of(ArgumentForm.parse("")),
                parts.length == 1 ? List.of() : List.of(parts[1].split(" ")));
    }
}
