package org.corebucket.bridge.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.cli.Operator;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;

/**
 * A command that writes, in a deployment that gives it something to do.
 *
 * @param name for the test's report
 * @param fresh whether it begins with no deployment at all
 * @param preparation what is there before
 * @param args what is typed
 * @param ready which answers of {@code verify} are right after it failed: the old, or the new
 * @param again what is typed when the disk works again; the same, if it is not another
 * @param done what it then answers
 * @param after what {@code verify} answers then
 * @param always what holds at every moment: an assertion
 */
record WritingCommand(
        String name,
        boolean fresh,
        Preparation preparation,
        List<String> args,
        Set<Integer> ready,
        List<String> again,
        Set<Integer> done,
        int after,
        Assertion always) {

    private static final String INTRUDER = "left by an intruder";
    private static final String BRIDGE = "core_bucket_bridge.py";

    /** Prepares a deployment. */
    interface Preparation {
        void of(Operator operator) throws IOException;
    }

    /** Looks at a deployment. */
    interface Assertion {
        void of(Operator operator) throws Exception;
    }

    private static final Preparation NOTHING = operator -> {};
    private static final Assertion ANYTHING = operator -> {};

    private static WritingCommand ending(String line, Preparation preparation, Set<Integer> ready, int after) {
        List<String> args = List.of(line.split(" "));
        return new WritingCommand(line, false, preparation, args, ready, args, Set.of(0), after, ANYTHING);
    }

    private WritingCommand mayAnswer(Integer... codes) {
        return new WritingCommand(name, fresh, preparation, args, ready, again, Set.of(codes), after, always);
    }

    private WritingCommand beginning() {
        return new WritingCommand(name, true, preparation, args, ready, again, done, after, always);
    }

    private WritingCommand andAlways(Assertion assertion) {
        return new WritingCommand(name, fresh, preparation, args, ready, again, done, after, assertion);
    }

    /** All that write below a deployment, but for those that serve or loop. */
    static List<WritingCommand> all() {
        return List.of(
                ending("init", NOTHING, Set.of(0, 66, 8, 16, 18, 24, 26, 2, 10), 0)
                        .beginning(),
                ending("verify", NOTHING, Set.of(0), 0),
                ending("freeze --reason again", operator -> operator.write(BRIDGE, "changed"), Set.of(0, 4), 0),
                ending("restore", operator -> operator.write(BRIDGE, INTRUDER), Set.of(0, 4), 0)
                        .andAlways(WritingCommand::theEvidenceIsThere),
                ending(
                        "restore --to 1",
                        operator -> {
                            operator.write(BRIDGE, "second");
                            operator.run("freeze", "--reason", "second");
                        },
                        Set.of(0, 4),
                        0),
                ending("keys generate other", NOTHING, Set.of(0), 0).mayAnswer(0, 77),
                ending("keys rotate module", operator -> remember(operator, "public.pem"), Set.of(0, 8), 0)
                        .andAlways(operator -> whatWasSignedVerifies(operator, "")),
                ending("keys rotate bridge", operator -> remember(operator, "bridge.public.pem"), Set.of(0, 8), 0)
                        .andAlways(operator -> whatWasSignedVerifies(operator, "bridge.")),
                ending("keys sign README", operator -> operator.write("README", "text"), Set.of(0), 0),
                ending("stop --reason test", NOTHING, Set.of(0, 32), 32),
                ending("certify --output certificate.md", NOTHING, Set.of(0), 0),
                ending(
                                "sync --module finance --data update.json --bridge http://127.0.0.1:9",
                                operator -> operator.write("update.json", "{\"n\":1}"),
                                Set.of(0),
                                0)
                        .mayAnswer(69),
                ending("provenance checkpoint", NOTHING, Set.of(0), 0));
    }

    /** Those of them that the suite tries each time: quick ones, each of another kind. */
    static List<WritingCommand> some() {
        return all().stream()
                .filter(command -> List.of("restore", "keys rotate bridge", "stop --reason test")
                        .contains(command.name()))
                .toList();
    }

    /** What an intruder left lies in its place, or aside. */
    private static void theEvidenceIsThere(Operator operator) throws IOException {
        if (operator.text(BRIDGE).equals(INTRUDER)) {
            return;
        }
        assertThat(operator.filesBelow(operator.path("manifests/aside")))
                .anySatisfy(file -> assertThat(file).hasContent(INTRUDER));
    }

    private static void remember(Operator operator, String half) throws IOException {
        Files.copy(operator.path("security/" + half), operator.beside("known.pem"));
    }

    /**
     * Whatever the private half that is there signs, and what the one before signed as long as it was there, verifies under one
     * of the public halves that are believed.
     */
    private static void whatWasSignedVerifies(Operator operator, String prefix) throws Exception {
        List<String> believed = new ArrayList<>();
        for (String half : List.of("public.pem", "public.previous.pem")) {
            Path file = operator.path("security/" + prefix + half);
            if (Files.exists(file)) {
                believed.add(RsaPublicKey.fromPem(Files.readString(file), file.toString())
                        .fingerprint());
            }
        }
        Path file = operator.path("security/" + prefix + "private.pem");
        String own = RsaPrivateKey.fromPem(Files.readString(file), file.toString(), Passphrase.NONE)
                .publicKey()
                .fingerprint();
        assertThat(believed).contains(own);
    }

    @Override
    public String toString() {
        return name;
    }
}
