package org.corebucket.bridge.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A jar whose main class has the name of bridgectl's and tells how it was started. */
final class Probe {

    private static final String CLASS = "org/corebucket/bridge/cli/Main.class";
    private static final Path SOURCE = Path.of("src/test/resources/scripts/probe/Main.java");

    private Probe() {}

    /** Compiles the program into a jar; {@code mark} makes one jar differ from another. */
    static void writeJar(Path jar, Path scratch, String mark) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, "--release", "17", "-d", scratch.toString(), SOURCE.toString()))
                .isZero();
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry(CLASS));
            Files.copy(scratch.resolve(CLASS), out);
            out.putNextEntry(new JarEntry("mark-" + mark));
        }
    }
}
