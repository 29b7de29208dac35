package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.digest.Sha256;

/** A repository of real git's, whose commits the hook guards, with nobody's configuration but its own. */
final class GitRepository {

    static final String MANIFEST = "manifests/canonical.sha256";
    static final String SEAL = "manifests/canonical.sha256.sig";
    static final String RELEASE = "manifests/release.sha256";

    private final Path top;
    private final Path scratch;

    private GitRepository(Path top, Path scratch) {
        this.top = top;
        this.scratch = scratch;
    }

    /** An empty repository with the hook. */
    static GitRepository in(Path base) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/git")) || Files.isExecutable(Path.of("/bin/git")),
                "git is missing");
        GitRepository repository = at(base, base.resolve("repository"));
        repository.done("init", "-q", "-b", "main", ".");
        repository.installHook("pre-commit");
        return repository;
    }

    /** A working tree that is there already, or a directory for one. */
    static GitRepository at(Path base, Path top) throws IOException {
        return new GitRepository(Files.createDirectories(top), Files.createDirectories(base.resolve("scratch")));
    }

    /** Links to the hook, as its users do; to a copy, since JUnit warns of links that lead out of its directory. */
    void installHook(String name) throws Exception {
        Path hook = scratch.resolve("pre-commit");
        if (Files.notExists(hook)) {
            Files.copy(Scripts.file("git/pre-commit"), hook, StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path hooks = top.resolve(done("rev-parse", "--git-path", "hooks").strip());
        Files.createSymbolicLink(Files.createDirectories(hooks).resolve(name), hook);
    }

    /** A deployment whose manifest and seal are committed, as its first commit. */
    GitRepository withSealedDeployment() throws Exception {
        write("canonical/policy.json", "{}\n");
        write("canonical/OBSERVABILITY.md", "observe\n");
        write("CANONICAL_RUN.md", "run\n");
        write("bridge.py", "print('bridge')\n");
        write("unsealed.txt", "free\n");
        freeze("1");
        done("add", "-A");
        done("commit", "-q", "-m", "first");
        return this;
    }

    /** Lists what is there now, with a seal that nobody checks here. */
    void freeze(String serial) throws Exception {
        write(MANIFEST, "# serial: " + serial + "\n" + digests("bridge.py", "CANONICAL_RUN.md", "canonical"));
        write(SEAL, "seal " + serial + "\n");
    }

    /** What sha256sum says of these files, and of all below these directories. */
    String digests(String... paths) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "find \"$@\" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum", "sh"));
        command.addAll(List.of(paths));
        Run run = Run.of(scratch, Map.of("PATH", "/usr/bin:/bin"), inTop(command));
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out();
    }

    /** A line of a manifest, written by hand. */
    String digest(String path) throws IOException {
        return Sha256.of(Files.readAllBytes(top.resolve(path))).hex();
    }

    Path path(String relative) {
        return top.resolve(relative);
    }

    void write(String relative, String text) throws IOException {
        Path file = top.resolve(relative);
        Files.createDirectories(file.getParent() == null ? top : file.getParent());
        Files.writeString(file, text);
    }

    /** Runs git at the top of the working tree. */
    Run git(String... arguments) throws Exception {
        return gitIn(".", arguments);
    }

    /** Runs git in a directory of the working tree. */
    Run gitIn(String directory, String... arguments) throws Exception {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", scratch.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_ALLOW_PROTOCOL", "file");
        environment.put("GIT_EDITOR", "true");
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "Somebody");
            environment.put("GIT_" + role + "_EMAIL", "somebody@example.org");
        }
        List<String> command =
                new ArrayList<>(List.of("git", "-C", top.resolve(directory).toString()));
        command.addAll(List.of(arguments));
        return Run.of(scratch, environment, command);
    }

    /** Runs git, which must succeed; returns what it printed. */
    String done(String... arguments) throws Exception {
        Run run = git(arguments);
        assertThat(run.exit())
                .as("git " + String.join(" ", arguments) + "\n" + run.err())
                .isZero();
        return run.out();
    }

    Run commit(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("commit", "-q", "-m", "change"));
        arguments.addAll(List.of(options));
        return git(arguments.toArray(String[]::new));
    }

    private List<String> inTop(List<String> command) {
        List<String> there = new ArrayList<>(List.of("env", "-C", top.toString()));
        there.addAll(command);
        return there;
    }
}
