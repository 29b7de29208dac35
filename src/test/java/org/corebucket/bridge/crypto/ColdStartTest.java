package org.corebucket.bridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code verify} does with keys loads none of what makes a start slow, since a start is what it is paid for. */
final class ColdStartTest {

    @TempDir
    private Path directory;

    @Test
    void verifyingASealLoadsNeitherCryptographyLibrariesNorStreams() throws Exception {
        String loaded = classesLoaded();

        assertThat(loaded)
                .contains("org.corebucket.bridge.crypto.RsaPublicKey ", "org.corebucket.bridge.crypto.RsaPrivateKey ")
                .doesNotContain("org.bouncycastle.", "javax.crypto.", "sun.security.rsa.", "sun.security.x509.")
                .doesNotContain(
                        "java.util.regex.Pattern ", "java.util.stream.ReferencePipeline ", "java.util.Formatter ")
                .doesNotContain("bridge.crypto.EncryptedKey ", "bridge.crypto.Pbes2 ");
    }

    private String classesLoaded() throws Exception {
        Path content = Files.write(directory.resolve("content"), "frozen".getBytes(StandardCharsets.UTF_8));
        Path signature = Files.write(
                directory.resolve("signature"), KeyFixtures.soundKey().sign("frozen".getBytes(StandardCharsets.UTF_8)));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        // without the libraries: whatever needed them would end in an error
                        home(RsaPublicKey.class) + File.pathSeparator + home(ColdVerification.class),
                        ColdVerification.class.getName(),
                        resource("public-spki.pem"),
                        resource("pkcs8.pem"),
                        content.toString(),
                        signature.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    private static String home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static String resource(String name) throws URISyntaxException {
        return home(ColdStartTest.class) + "/keys/sound/" + name;
    }
}
