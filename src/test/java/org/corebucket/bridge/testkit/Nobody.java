package org.corebucket.bridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.binary.Hex;
import org.bouncycastle.asn1.ASN1Sequence;
import org.corebucket.bridge.cli.TypedLine;
import picocli.CommandLine;

/** The user {@code nobody}, who owns a deployment and types command lines in processes of their own. */
public final class Nobody {

    private static final String ID = "65534";

    private final Operator operator;
    private final String classPath;

    private Nobody(Operator operator, String classPath) {
        this.operator = operator;
        this.classPath = classPath;
    }

    /** Gives the deployment to nobody; the test is skipped where that can't be had. */
    public static Nobody owningTheDeploymentOf(Operator operator) throws Exception {
        Path classes = Files.createDirectory(operator.beside("classes"));
        Nobody nobody = new Nobody(operator, copyClasses(classes));
        assumeTrue(
                SystemCommand.exit("chmod", "-R", "a+rX", operator.beside(".").toString(), classes.toString()) == 0
                        && SystemCommand.exit(
                                        "chown",
                                        "-R",
                                        ID + ":" + ID,
                                        operator.root().toString())
                                == 0
                        && nobody.run("--version").code() == 0,
                "not root, no setpriv, or another user can't start this JVM: an unreadable file can't be had");
        return nobody;
    }

    /** Types a command line in the deployment. */
    public Answer run(String... args) throws Exception {
        Path state = Files.createDirectories(operator.beside("nobody"));
        List<String> command = new ArrayList<>(List.of(
                "setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups", "env", "XDG_STATE_HOME=" + state));
        if (SystemCommand.exit("chown", ID, state.toString()) != 0) {
            return new Answer(-1, "", "");
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                classPath,
                TypedLine.MAIN.getName()));
        command.addAll(List.of(args));
        Path err = operator.beside("err");
        Process process = new ProcessBuilder(command)
                .directory(operator.root().toFile())
                .redirectError(err.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), out, Files.readString(err));
    }

    /** Copies what the tool consists of to where another user may read it; a home directory is often closed. */
    private static String copyClasses(Path to) throws Exception {
        StringBuilder path = new StringBuilder();
        for (Class<?> type :
                List.of(TypedLine.MAIN, CommandLine.class, JsonFactory.class, Hex.class, ASN1Sequence.class)) {
            Path from = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path copy = to.resolve(from.getFileName().toString());
            SampleDeployment.copy(from, copy);
            path.append(path.length() == 0 ? "" : ":").append(copy);
        }
        return path.toString();
    }
}
