package org.corebucket.bridge.pkcs11;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.OneLine;

/**
 * Where the modules lie by which tokens are reached: where the URI says, else where {@value #VARIABLE} says, else in the places
 * that distributions have for them.
 */
final class ModulePlaces {

    /** The variable that may hold a module's path. */
    static final String VARIABLE = "BRIDGECTL_PKCS11_MODULE";

    /** Directories that may be there for each architecture, as {@code *} stands for any name. */
    private static final List<String> DIRECTORIES = List.of("/usr/lib/*", "/usr/lib64", "/usr/local/lib", "/usr/lib");

    /**
     * What is looked for in them, in this order: p11-kit's module, which has all tokens of the modules that it is configured
     * for, OpenSC's, Yubico's, and SoftHSM's.
     */
    private static final List<String> FILES = List.of(
            "p11-kit-proxy.so",
            "opensc-pkcs11.so",
            "pkcs11/opensc-pkcs11.so",
            "libykcs11.so",
            "softhsm/libsofthsm2.so",
            "pkcs11/libsofthsm2.so");

    private ModulePlaces() {}

    /**
     * The modules to look for a token in, in their order; one at least.
     *
     * @throws MendableException if there is none; it names where was looked
     */
    static List<Path> of(Pkcs11Uri uri, Host host) throws MendableException, IOException {
        Path named = uri.modulePath().orElse(null);
        String name = uri.moduleName().orElse(null);
        if (named != null) {
            return List.of(name == null ? required(named, "module-path") : inDirectory(named, name));
        }
        if (name != null) {
            List<Path> files = new ArrayList<>();
            for (Path directory : directories()) {
                for (String file : fileNames(name)) {
                    for (String below : List.of("", "pkcs11", "softhsm")) {
                        files.add(directory.resolve(below).resolve(file));
                    }
                }
            }
            return there(files, "no PKCS #11 module is called " + OneLine.of(name));
        }
        String variable = host.variable(VARIABLE);
        if (variable != null) {
            return List.of(required(host.workingDirectory().resolve(variable), VARIABLE));
        }
        List<Path> files = new ArrayList<>();
        for (String file : FILES) {
            for (Path directory : directories()) {
                files.add(directory.resolve(file));
            }
        }
        return there(files, "there is no PKCS #11 module where distributions have them");
    }

    private static Path inDirectory(Path directory, String name) throws MendableException {
        for (String file : fileNames(name)) {
            Path module = directory.resolve(file);
            if (Files.isRegularFile(module)) {
                return module;
            }
        }
        throw MendableException.missing("the directory of module-path has neither "
                + String.join(" nor ", fileNames(OneLine.of(name))) + ": " + OneLine.of(directory.toString())
                + "\nCorrect module-path or module-name.");
    }

    private static List<String> fileNames(String name) {
        return List.of("lib" + name + ".so", name + ".so");
    }

    private static Path required(Path module, String where) throws MendableException {
        if (!Files.isRegularFile(module)) {
            throw MendableException.missing("the PKCS #11 module of " + where + " is not there: "
                    + OneLine.of(module.toString()) + "\nCorrect " + where
                    + ", or install the module; it is a library that comes with the token.");
        }
        return module;
    }

    /** Those that are there, each once, whatever links lead to it. */
    private static List<Path> there(List<Path> files, String problem) throws MendableException, IOException {
        Set<Path> found = new LinkedHashSet<>();
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                found.add(file.toRealPath());
            }
        }
        if (found.isEmpty()) {
            Set<String> names = new LinkedHashSet<>();
            files.forEach(file -> names.add(OneLine.of(file.toString())));
            throw MendableException.missing(problem + "; looked for:\n  " + String.join("\n  ", names)
                    + "\nInstall the one that comes with the token (Debian: opensc, ykcs11, softhsm2), or name its file:"
                    + " pkcs11:…?module-path=/PATH, or " + VARIABLE + " in the environment.");
        }
        return List.copyOf(found);
    }

    private static List<Path> directories() throws IOException {
        List<Path> directories = new ArrayList<>();
        for (String pattern : DIRECTORIES) {
            Path directory = Path.of(pattern.replace("/*", ""));
            if (!pattern.endsWith("/*")) {
                directories.add(directory);
            } else if (Files.isDirectory(directory)) {
                // A directory of an architecture is called like x86_64-linux-gnu.
                try (DirectoryStream<Path> architectures = Files.newDirectoryStream(directory, "*-linux-*")) {
                    architectures.forEach(directories::add);
                }
            }
        }
        return directories;
    }
}
