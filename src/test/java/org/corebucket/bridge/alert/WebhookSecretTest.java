package org.corebucket.bridge.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.corebucket.bridge.deployment.DurableFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookSecretTest {

    /** The secret, id, time, body and signature that the libraries of Standard Webhooks test themselves with. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path root;

    private static String whsec(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    private void write(String text, int mode) throws IOException {
        Files.writeString(root.resolve("hook.secret"), text);
        DurableFiles.setMode(root.resolve("hook.secret"), mode);
    }

    @Test
    void signsAsTheTestVectorOfStandardWebhooks() {
        byte[] body = "{\"test\": 2432232314}".getBytes(UTF_8);

        assertThat(WebhookSecret.parse(SECRET).signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void hasFrom24To64Bytes() {
        WebhookSecret.parse(whsec(24));
        WebhookSecret.parse(whsec(64));

        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSecret.parse(whsec(23)));
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSecret.parse(whsec(65)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void aSecretInAnotherFormIsRefusedWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookSecret.parse(text))
                .withMessage("it must be whsec_ and then 24 to 64 bytes in base64");
    }

    @Test
    void isReadFromAFileOfItsOwner() throws Exception {
        write(SECRET + "\n", 0600);

        assertThat(WebhookSecret.problem(root, "hook.secret")).isEmpty();
        write(SECRET, 0400);
        assertThat(WebhookSecret.problem(root, "hook.secret")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0640, 0604, 0660})
    void aFileThatIsOpenToOthersIsRefused(int mode) throws Exception {
        write(SECRET, mode);

        assertThatThrownBy(() -> WebhookSecret.read(root, "hook.secret"))
                .isInstanceOf(IOException.class)
                .hasMessage("its secret hook.secret: it is open to others, with mode 0" + Integer.toOctalString(mode)
                        + ": chmod 600 hook.secret");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(WebhookSecret.problem(root, "hook.secret")).contains("its secret hook.secret: it is missing");
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        write(SECRET, 0600);
        Files.createSymbolicLink(root.resolve("link"), root.resolve("hook.secret"));

        assertThat(WebhookSecret.problem(root, "link")).contains("its secret link: it is a symbolic link");
    }

    @Test
    void aFileWithoutASecretIsNamedAndNotQuoted() throws Exception {
        write("hunter2", 0600);

        assertThat(WebhookSecret.problem(root, "hook.secret"))
                .contains("its secret hook.secret: it must be whsec_ and then 24 to 64 bytes in base64");
    }
}
