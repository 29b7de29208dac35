package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which command lines would run the live tree. Words are separated by blanks, the environment by a bar. */
final class StagedCommandTest {

    private static final Path ROOT = Path.of("/srv/bridge");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 {file}",
                "python3 -I -u -W ignore {file}",
                "sh -eu {file}",
                "bash -o pipefail {file} config/live.conf",
                "/usr/bin/env python3 {file}",
                "/usr/bin/env -S python3 -u {file}",
                "/usr/bin/env LANG=C python3 {file}",
                "timeout 30 python3 {file}",
                "nice -n 10 sh {file}",
                "node --max-old-space-size=256 {file}",
                "perl -w {file}",
                "perl -I/opt/lib {file}",
                "java -jar {file} data/in.json",
                "java -cp {file}:/opt/lib/a.jar Main",
                "awk -f {file} data/in.txt",
                "{file}",
                "{file} --config etc/live.conf",
                "python3 -I {dir}/pkg",
                "python3 {dir}/pkg/main.py",
                "python3 -m pkg.main {dir}",
                "python3 -m pkg.main|PYTHONPATH={dir}",
                "python3 -m pkg.main|PYTHONPATH={dir}/lib:/opt/lib",
                "python3 -c import_pkg|PYTHONPATH={dir}",
                "node -r ./hook.js {dir}/main.js",
                "sh -c ./run.sh {dir}",
                "{dir}/bin/tool",
                "{dir}/bin/tool --data /srv/bridge/data",
                "java -cp {dir}/lib Main",
                "python3 {file}|PYTHONUNBUFFERED",
                "python3 {file}|PYTHONUNBUFFERED=1",
                "python3 {file}|PYTHONPATH=/opt/lib",
                "python3 {file}|EXTRA",
            })
    void theseRunStagedCopiesAlone(String line) {
        assertThat(command(line).liveTree(ROOT)).as(line).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -m pkg.main",
                "python3 pkg/main.py",
                "sh -c . ./lib.sh",
                "make all",
                "node",
                "python3 -m pkg.main|PYTHONPATH=.",
            })
    void withoutAPlaceholderItRunsTheLiveTree(String line) {
        assertThat(command(line).liveTree(ROOT).orElseThrow()).startsWith("names neither {file} nor {dir}: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python3 -m pkg.main {file}",
                "python3 -mpkg.main {file}",
                "python3 -um pkg.main {file}",
                "python3 -c import_pkg {file}",
                "python3 - {file}",
                "python3 pkg/main.py {file}",
                "python3 main.py {file}",
                "/usr/bin/env python3 -m pkg.main {file}",
                "timeout 30 python3 -m pkg.main {file}",
                "sh -c ./run.sh {file}",
                "sh -s {file}",
                "busybox sh -s {file}",
                "node -r ./hook.js {file}",
                "node --require=hook.js {file}",
                "node --import ./hook.mjs {file}",
                "node -e require('./x') {file}",
                "perl -Ilib {file}",
                "perl -I lib {file}",
                "ruby -I lib {file}",
                "lua -l mod {file}",
                "php -f main.php {file}",
                "java -cp lib:{file} Main",
                "java -cp :{file} Main",
                "java -jar app.jar {file}",
                "awk -f lib/x.awk -f {file}",
                "./start.sh {file}",
                "bin/python {file}",
                "env PYTHONPATH=. python3 {file}",
                "env ./tool {file}",
            })
    void aPlaceholderThatIsOnlyAnArgumentDoesNotHelp(String line) {
        assertThat(command(line).liveTree(ROOT)).as(line).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/bridge/venv/bin/python {file}",
                "/srv/bridge/venv/bin/python {dir}/pkg",
                "/srv/other/../bridge/venv/bin/python {file}",
                "python3 /srv/bridge/pkg {dir}",
                "python3 {dir}/../../pkg",
                "env /srv/bridge/bin/tool {file}",
                "perl -I/srv/bridge/lib {file}",
                "java -cp {dir}:/srv/bridge/lib Main",
                "python3 {file}|PYTHONPATH=/srv/bridge",
                "python3 {dir}/pkg|PYTHONPATH={dir}:/srv/bridge/lib",
                "tool {file}|PATH=/usr/bin:/srv/bridge/bin",
                "tool {file}|LD_PRELOAD=/srv/bridge/x.so",
            })
    void anAbsolutePathIntoTheDeploymentIsTheLiveTree(String line) {
        assertThat(command(line).liveTree(ROOT)).as(line).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PYTHONPATH", "LD_PRELOAD", "NODE_OPTIONS", "BASH_ENV", "LD_AUDIT", "PERL5LIB"})
    void whatMakesAProgramLoadCodeIsNotTakenFromWhoeverStartsIt(String variable) {
        assertThat(command("python3 {dir}/pkg|" + variable).liveTree(ROOT).orElseThrow())
                .startsWith("takes " + variable + " from whoever starts it");
    }

    @Test
    void aLinkIntoTheDeploymentIsTheLiveTree(@TempDir Path directory) throws Exception {
        Path root = Files.createDirectory(directory.resolve("root")).toRealPath();
        Files.createFile(root.resolve("tool"));
        Path link = Files.createSymbolicLink(directory.resolve("tool"), root.resolve("tool"));

        assertThat(new StagedCommand(List.of(link.toString(), "{file}"), List.of()).liveTree(root))
                .isPresent();
    }

    @Test
    void onlyWhatUsesTheStagedRootWorksThere() {
        assertThat(command("python3 {file}").worksInStagedRoot()).isFalse();
        assertThat(command("python3 -m pkg|PYTHONPATH={dir}").worksInStagedRoot())
                .isTrue();
        assertThat(command("python3 {dir}/pkg").worksInStagedRoot()).isTrue();
    }

    @Test
    void placeholdersAreFilledOnceWhateverThePathsAreCalled() {
        assertThat(StagedCommand.filled("{file}:{dir}:{other}", Path.of("/a/{dir}/f"), Path.of("/a/{dir}")))
                .isEqualTo("/a/{dir}/f:/a/{dir}:{other}");
    }

    private static StagedCommand command(String line) {
        String[] parts = line.split("[|]", -1);
        return new StagedCommand(
                List.of(parts[0].split(" ", -1)), parts.length == 1 ? List.of() : List.of(parts[1].split(" ", -1)));
    }
}
