package org.corebucket.bridge.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.Passphrase;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.testkit.Holders;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.SampleLedger;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.transparency.NoteSigner;

/**
 * One thing that can be wrong with a deployment, and how to bring it about in the sample one.
 *
 * @param name what is done
 * @param code the finding that it must lead to
 * @param deep whether only {@code --deep} finds it
 * @param byHand what the remedy leaves to people, before its commands
 * @param mend patterns of the remedy's commands, to be typed in this order; none where only people can mend it
 */
record Flaw(String name, String code, boolean deep, Act act, Act byHand, List<String> mend) {

    private static final String BRIDGE = "core_bucket_bridge.py";
    private static final String MANIFEST = "manifests/canonical.sha256";
    private static final String SEAL = "manifests/canonical.sha256.sig";
    private static final String POLICY = "canonical/policy.json";
    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";
    private static final String FREEZE = "bridgectl freeze --reason TEXT";

    /** As it stands in a remedy that names no other command. */
    private static final String FREEZE_ALONE = "(?<=no copy .{1,150}, with the release key: )" + FREEZE;

    private static final String LEDGER = "logs/provenance_chain.jsonl";

    /** Brings a flaw about. */
    interface Act {
        void at(Operator operator) throws Exception;
    }

    /** Every kind of finding that a verification has and that can be brought about by files. */
    static List<Flaw> all() {
        return List.of(
                flaw("a flipped byte", "hash-mismatch", op -> op.flipByte(BRIDGE), "bridgectl restore \\S+"),
                flaw("a missing file", "missing", op -> Files.delete(op.path(BRIDGE)), "bridgectl restore \\S+"),
                flaw(
                        "a link in a file's place",
                        "not-regular",
                        op -> {
                            Files.move(op.path(BRIDGE), op.beside("bytes"));
                            Files.createSymbolicLink(op.path(BRIDGE), op.beside("bytes"));
                        },
                        "bridgectl restore \\S+"),
                flaw(
                        "a second hard link",
                        "hard-link",
                        op -> Files.createLink(op.beside("other"), op.path(BRIDGE)),
                        "bridgectl restore \\S+"),
                flaw(
                        "write bits for others",
                        "writable-by-others",
                        op -> op.setMode(BRIDGE, "rw-rw-rw-"),
                        "bridgectl restore \\S+"),
                flaw(
                        "a directory with another mode than was recorded",
                        "attribute-changed",
                        op -> {
                            policy(op, Flaw::recordingModes);
                            op.run("freeze", "--reason", "modes");
                            op.setMode("canonical/automation", "rwx------");
                        },
                        "bridgectl restore"),
                flaw(
                        "attributes that no freeze has recorded",
                        "attributes-not-recorded",
                        op -> {
                            policy(op, Flaw::recordingModes);
                            relist(op, POLICY);
                        },
                        FREEZE),
                flaw(
                        "a file outside that changed",
                        "outside-changed",
                        op -> {
                            Files.writeString(op.beside("unit.conf"), "a");
                            policy(
                                    op,
                                    text -> namingOutside(
                                            text, op.beside("unit.conf").toString()));
                            op.run("freeze", "--reason", "outside");
                            Files.writeString(op.beside("unit.conf"), "b");
                        },
                        FREEZE),
                flaw("a file outside that is gone", "outside-missing", op -> {
                    Files.writeString(op.beside("unit.conf"), "a");
                    policy(
                            op,
                            text -> namingOutside(text, op.beside("unit.conf").toString()));
                    op.run("freeze", "--reason", "outside");
                    Files.delete(op.beside("unit.conf"));
                }),
                flaw(
                        "a file that nobody sealed in a directory outside",
                        "outside-unlisted",
                        op -> {
                            Path units = Files.createDirectory(op.beside("units"));
                            Files.writeString(units.resolve("bridge.conf"), "a");
                            policy(op, text -> namingOutside(text, units + "/"));
                            op.run("freeze", "--reason", "outside");
                            Files.writeString(units.resolve("extra.conf"), "a");
                        },
                        FREEZE),
                flaw(
                        "files outside that no freeze has recorded",
                        "outside-not-recorded",
                        op -> {
                            policy(op, text -> namingOutside(text, "/etc/passwd"));
                            relist(op, POLICY);
                        },
                        FREEZE),
                flaw("an extra file", "unlisted", op -> op.write("canonical/extra.py", ""), FREEZE),
                flaw("no manifest", "manifest-missing", op -> Files.delete(op.path(MANIFEST)), "bridgectl restore"),
                flaw("an empty manifest", "manifest-malformed", op -> op.write(MANIFEST, ""), "bridgectl restore"),
                flaw("no seal", "seal-missing", op -> Files.delete(op.path(SEAL)), "bridgectl restore"),
                flaw(
                        "no seal, and no copy of it",
                        "seal-missing",
                        op -> {
                            Files.delete(op.path(SEAL));
                            SampleDeployment.delete(op.path("manifests/baseline"));
                        },
                        FREEZE_ALONE),
                flaw(
                        "an empty manifest, and only a copy of it whose seal does not hold",
                        "manifest-malformed",
                        op -> {
                            op.write(MANIFEST, "");
                            op.flipByte("manifests/baseline/seals/1/canonical.sha256.sig");
                        },
                        FREEZE_ALONE),
                flaw("a flipped byte in the seal", "seal-invalid", op -> op.flipByte(SEAL), "bridgectl restore"),
                flaw(
                        "no release key",
                        "release-key-unusable",
                        op -> Files.delete(op.path("security/release.public.pem")),
                        "openssl pkey .*public.pem"),
                flaw(
                        "a key that the manifest does not name",
                        "seal-key-differs",
                        op -> {
                            reheader(op, "# key: ", "0".repeat(64));
                            seal(op);
                        },
                        "bridgectl restore"),
                flaw(
                        "a seal that one of two has signed",
                        "seal-unapproved",
                        op -> {
                            Holders.twoOfThree(op);
                            SampleDeployment.delete(op.path(MANIFEST + ".sigs"));
                            SampleDeployment.delete(op.path("manifests/baseline/seals/1/canonical.sha256.sigs"));
                        },
                        "bridgectl approve seal --key PEM"),
                flaw(
                        "a trust root that is none",
                        "trust-root-malformed",
                        op -> {
                            Holders.twoOfThree(op);
                            op.write("manifests/trust.json", "{}");
                        },
                        "cp -p manifests/trust\\.1\\.json manifests/trust\\.json"),
                flaw(
                        "a trust root that went back",
                        "trust-root-broken",
                        op -> {
                            Holders.twoOfThree(op);
                            Files.delete(op.path("manifests/trust.json"));
                        },
                        "cp -p manifests/trust\\.1\\.json manifests/trust\\.json"),
                flaw(
                        "an expired seal",
                        "seal-expired",
                        op -> {
                            reheader(op, "# expires: ", "2021-11-23T09:30:00Z");
                            seal(op);
                        },
                        FREEZE),
                flaw(
                        "an older serial",
                        "serial-lower",
                        op -> {
                            Files.copy(op.path(MANIFEST), op.beside("manifest"));
                            Files.copy(op.path(SEAL), op.beside("seal"));
                            op.run("freeze", "--reason", "again");
                            Files.write(op.path(MANIFEST), Files.readAllBytes(op.beside("manifest")));
                            Files.write(op.path(SEAL), Files.readAllBytes(op.beside("seal")));
                        },
                        "bridgectl restore"),
                flaw(
                        "an older serial, and no copy of the newer one",
                        "serial-lower",
                        op -> {
                            byte[] manifest = op.read(MANIFEST);
                            byte[] seal = op.read(SEAL);
                            op.run("freeze", "--reason", "again");
                            Files.write(op.path(MANIFEST), manifest);
                            Files.write(op.path(SEAL), seal);
                            SampleDeployment.delete(op.path("manifests/baseline/seals/2"));
                        },
                        FREEZE_ALONE),
                flaw(
                        "another deployment",
                        "deployment-changed",
                        op -> {
                            reheader(op, "# deployment: ", "00000000-0000-4000-8000-000000000000");
                            seal(op);
                        },
                        "rm \\S+"),
                flaw("a clock set back", "clock-set-back", op -> op.setClock("2021-11-23T09:30:00Z")),
                flaw(
                        "a state of garbage",
                        "state-unusable",
                        op -> {
                            for (Path file : op.filesBelow(op.state())) {
                                if (file.toString().endsWith(".state")) {
                                    Files.writeString(file, "garbage");
                                }
                            }
                        },
                        "rm \\S+"),
                flaw(
                        "a link where a forbidden runner was",
                        "forbidden-can-run",
                        op -> Files.createSymbolicLink(op.path("demo_link.py"), Path.of("demo_script.py")),
                        "rm \\S+"),
                flaw(
                                "an entrypoint that is not listed",
                                "entrypoint-not-listed",
                                op -> policy(
                                        op,
                                        text -> text.replace("\"file\": \"" + BRIDGE, "\"file\": \"other_" + BRIDGE)),
                                FREEZE)
                        .afterwards(corrected(POLICY)),
                flaw(
                                "a policy with an unknown field",
                                "policy-malformed",
                                op -> policy(op, text -> text.replaceFirst("\\{", "{\"backdoor\": true,")),
                                FREEZE)
                        .afterwards(corrected(POLICY)),
                flaw(
                        "a key that others can read",
                        "key-mode",
                        op -> op.setMode("security/private.pem", "rw-r--r--"),
                        "chmod .*"),
                flaw(
                        "a key with a second name",
                        "key-link",
                        op -> Files.createLink(op.beside("key"), op.path("security/private.pem"))),
                flaw(
                        "a public half of garbage",
                        "key-unsound",
                        op -> op.write("security/public.pem", "garbage"),
                        "openssl .*"),
                flaw("a private key in the manifest", "key-listed", op -> {
                    Files.copy(op.path("security/private.pem"), op.path("canonical/key.pem"));
                    relist(op, "canonical/key.pem");
                }),
                flaw(
                                "a role without a right",
                                "right-not-decided",
                                op -> policy(op, text -> text.replaceFirst("\"read_status\": true,", "")),
                                FREEZE)
                        .afterwards(corrected(POLICY)),
                flaw(
                        "a right that nobody knows",
                        "right-unknown",
                        op -> policy(
                                op, text -> text.replaceFirst("\"read_status\"", "\"fly\": true, \"read_status\""))),
                flaw(
                                "key access for modules",
                                "key-access-below-admin",
                                op -> policy(op, text -> text.replace("\"key_access\": false", "\"key_access\": true")),
                                FREEZE)
                        .afterwards(corrected(POLICY)),
                flaw(
                                "a module that is not registered",
                                "module-not-registered",
                                op -> policy(op, text -> text.replace("\"finance\": {", "\"finances\": {")),
                                FREEZE)
                        .afterwards(corrected(POLICY)),
                flaw(
                        "a module's key that is gone",
                        "module-without-key",
                        op -> {
                            Files.delete(op.path("security/public.pem"));
                        },
                        "openssl .*"),
                flaw(
                                "a module with an unknown role",
                                "module-without-role",
                                op -> policy(
                                        op,
                                        text -> text.replaceFirst("(\"roles\": \\[\\s*)\"module\"", "$1\"nobody\"")),
                                FREEZE)
                        .afterwards(corrected(POLICY)),
                flaw(
                                "a document that the policy does not name",
                                "document-not-named",
                                op -> policy(op, text -> text.replaceFirst("\"CANONICAL_RUN.md\",", "")),
                                FREEZE)
                        .afterwards(corrected(POLICY)),
                flaw(
                        "a document that is gone",
                        "document-missing",
                        op -> Files.delete(op.path("CANONICAL_RUN.md")),
                        "bridgectl restore .*"),
                flaw(
                        "a document that is not listed",
                        "document-not-listed",
                        op -> {
                            op.write(MANIFEST, op.text(MANIFEST).replaceFirst("[0-9a-f]{64}  CANONICAL_RUN.md\n", ""));
                            seal(op);
                        },
                        FREEZE),
                flaw(
                        "a missing log",
                        "log-unusable",
                        op -> Files.delete(op.path("logs/metrics.jsonl")),
                        "bridgectl init"),
                flaw("a missing ledger", "log-unusable", op -> Files.delete(op.path(LEDGER)), "bridgectl init"),
                flaw("a changed entry", "ledger-unsound", op -> {
                    SampleLedger ledger = SampleLedger.of(5);
                    ledger.lines().set(2, ledger.lines().get(2).replace("n-3", "n-4"));
                    ledger.write(op.path(LEDGER));
                }),
                flaw("a torn tail", "ledger-unsound", op -> op.write(LEDGER, "{\"endpoint")),
                flaw("a ledger that shrank", "ledger-shrank", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("verify");
                    SampleLedger.of(4).write(op.path(LEDGER));
                }),
                flaw("a ledger that was written anew", "ledger-rewritten", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("verify");
                    SampleLedger.of(3).add("{}").add("{}").write(op.path(LEDGER));
                }),
                deep("a ledger that was written anew behind the log", "log-changed", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("provenance", "proof", "--entry", "5");
                    SampleLedger.of(3).add("{}").add("{}").write(op.path(LEDGER));
                }),
                flaw("a checkpoint of the log that is none", "log-unsound", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("provenance", "proof", "--entry", "5");
                    op.write("logs/log/checkpoints/5", "garbage");
                }),
                flaw("a log whose checkpoints are gone", "log-went-back", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("provenance", "proof", "--entry", "5");
                    Files.delete(op.path("logs/log/checkpoints/5"));
                }),
                flaw("a log whose keys are gone", "log-key-missing", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("provenance", "proof", "--entry", "5");
                    Files.delete(op.path("security/log.ed25519.pem"));
                    Files.delete(op.path("security/log.mldsa44.pem"));
                }),
                flaw(
                        "one key of the log gone",
                        "log-key-missing",
                        op -> Files.delete(op.path("security/log.mldsa44.pem"))),
                flaw("a key of the log of garbage", "log-unverifiable", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("provenance", "proof", "--entry", "5");
                    op.write("security/log.ed25519.pem", "garbage");
                }),
                flaw(
                        "verifier keys of the log that are none",
                        "log-vkeys",
                        op -> {
                            SampleLedger.of(5).write(op.path(LEDGER));
                            op.write("security/log.vkeys", "garbage");
                        },
                        "bridgectl keys generate --log"),
                flaw("a witness whose file is gone", "witness-went-back", op -> {
                    op.run("keys", "generate", "--witness");
                    String origin = "log.example/one";
                    SampleLog log = SampleLog.of(origin, op.beside(""), 7);
                    op.write(
                            "canonical/witness.json",
                            "{\"logs\": [{\"origin\": \"" + origin + "\", \"keys\": [\""
                                    + log.vkeys().get(0) + "\"]}]}\n");
                    op.run("freeze", "--reason", "a witness");
                    Path memory = new TrustStore(Deployment.at(op.root()), op.host()).witnessed();
                    Files.createDirectories(memory);
                    Files.writeString(
                            memory.resolve(Sha256.of(origin.getBytes(StandardCharsets.UTF_8))
                                    .hex()),
                            "7 " + log.head(7).root().hex() + "\n");
                }),
                flaw(
                                "a policy of witnesses that is none",
                                "witnesses-malformed",
                                op -> {
                                    op.write("canonical/witnesses.policy", "quorum nobody\n");
                                    relist(op, "canonical/witnesses.policy");
                                },
                                FREEZE)
                        .afterwards(op -> op.write("canonical/witnesses.policy", "quorum none\n")),
                flaw("a quorum of witnesses that is missing", "witness-quorum-missing", op -> {
                    demandMonitoring(op);
                    NoteSigner witness = NoteSigner.ed25519Cosigner("witness.example/w", Ed25519PrivateKey.generate());
                    op.write(
                            "canonical/witnesses.policy",
                            "witness w " + witness.key().vkey() + " https://witness.example/\nquorum w\n");
                    op.run("freeze", "--reason", "a witness");
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("provenance", "proof", "--entry", "5");
                    op.wait(Duration.ofMinutes(20));
                }),
                flaw("a bridge key of garbage", "ledger-unsound", op -> {
                    SampleLedger.of(5).write(op.path(LEDGER));
                    op.run("provenance", "checkpoint");
                    op.write("security/bridge.public.pem", "garbage");
                }),
                flaw(
                        "a baseline with a hole",
                        "baseline-incomplete",
                        op -> {
                            String digest = Sha256.of(op.read(BRIDGE)).hex();
                            for (Path file : op.filesBelow(op.path("manifests/baseline"))) {
                                if (file.getFileName().toString().equals(digest)) {
                                    Files.delete(file);
                                }
                            }
                        },
                        FREEZE),
                flaw(
                        "an emergency stop",
                        "emergency-stop",
                        op -> op.run("stop", "--reason", "drill"),
                        "bridgectl incident show [^;]+",
                        "bridgectl incident resolve .*"),
                flaw(
                        "an incident that is gone",
                        "incident-went-back",
                        op -> {
                            op.run("stop", "--reason", "drill");
                            for (Path file : op.filesBelow(op.path("logs/incidents"))) {
                                Files.delete(file);
                            }
                        },
                        "bridgectl incident resolve .*"),
                flaw(
                        "a watch record of garbage",
                        "watch-record",
                        op -> op.write("logs/watch.json", "garbage"),
                        "rm .*"),
                flaw(
                        "a watch that died",
                        "watch-late",
                        op -> op.write(
                                "logs/watch.json",
                                "{\"pid\": 1, \"started\": \"2021-11-23T09:00:00Z\", \"interval_ms\": 300000,"
                                        + " \"verified\": \"2021-11-23T09:10:00Z\", \"took_ms\": 10}"),
                        "rm .*"),
                flaw("nobody watches", "not-watched", Flaw::demandMonitoring),
                flaw("nobody would hear", "no-alert-sink", Flaw::demandMonitoring),
                flaw(
                        "an alert's command in the live tree",
                        "alert-unverified",
                        op -> policy(
                                op,
                                text -> text.replace(
                                        "\"alerts\": []",
                                        "\"alerts\": [{\"type\": \"command\", \"argv\": [\"./tell.sh\"]}]"))),
                flaw(
                        "alerts for a sink that is gone",
                        "alert-orphaned",
                        op -> {
                            Files.createDirectories(op.path("logs/alerts/0123456789abcdef/queue"));
                            op.write("logs/alerts/0123456789abcdef/queue/1637658000000-1.json", "{}");
                        },
                        "rm -r .*"),
                deep(
                        "a private half of another pair",
                        "go-live-key-pair",
                        op -> op.write(
                                "security/private.pem",
                                RsaPrivateKey.generate(2048).toPem()),
                        "openssl .*"),
                deep(
                        "a public half that the bridge needs",
                        "go-live-key",
                        op -> Files.delete(op.path("security/bridge.public.pem")),
                        "openssl .*"),
                deep(
                        "TLS files that are not there",
                        "go-live-tls",
                        op -> descriptor(
                                op,
                                text -> text.replace("\"certificate\": null", "\"certificate\": \"security/no.pem\"")
                                        .replace("\"private_key\": null", "\"private_key\": \"security/no.key\""))),
                deep("a descriptor that is none", "descriptor-malformed", op -> descriptor(op, text -> "[]\n"), FREEZE)
                        .afterwards(corrected(DESCRIPTOR)));
    }

    private static Flaw flaw(String name, String code, Act act, String... mend) {
        return new Flaw(name, code, false, act, operator -> {}, List.of(mend));
    }

    private static Flaw deep(String name, String code, Act act, String... mend) {
        return new Flaw(name, code, true, act, operator -> {}, List.of(mend));
    }

    private Flaw afterwards(Act hand) {
        return new Flaw(name, code, deep, act, hand, mend);
    }

    private static void demandMonitoring(Operator operator) throws Exception {
        policy(operator, text -> text.replace("\"required\": false", "\"required\": true"));
    }

    /** Seals a policy that {@code freeze} might refuse. */
    private static void policy(Operator operator, UnaryOperator<String> edit) throws Exception {
        edit(operator, POLICY, edit);
    }

    private static String recordingModes(String policy) {
        return policy.replaceFirst("\\{", "{\"file_attributes\": [\"mode\"],");
    }

    private static String namingOutside(String policy, String path) {
        return policy.replaceFirst("\\{", "{\"outside\": [\"" + path + "\"],");
    }

    private static void descriptor(Operator operator, UnaryOperator<String> edit) throws Exception {
        edit(operator, DESCRIPTOR, edit);
    }

    private static void edit(Operator operator, String path, UnaryOperator<String> edit) throws Exception {
        String before = operator.text(path);
        String after = edit.apply(before);
        if (after.equals(before)) {
            throw new IllegalStateException("the edit of " + path + " changes nothing");
        }
        Files.writeString(operator.beside("before"), before);
        operator.write(path, after);
        relist(operator, path);
    }

    /** Corrects by hand what {@link #edit} did. */
    private static Act corrected(String path) {
        return operator ->
                Files.copy(operator.beside("before"), operator.path(path), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void relist(Operator operator, String path) throws Exception {
        StringBuilder lines = new StringBuilder();
        operator.text(MANIFEST)
                .lines()
                .filter(line -> !line.endsWith("  " + path))
                .forEach(line -> lines.append(line).append('\n'));
        lines.append(Sha256.of(operator.read(path)).hex())
                .append("  ")
                .append(path)
                .append('\n');
        operator.write(MANIFEST, lines.toString());
        seal(operator);
    }

    private static void reheader(Operator operator, String name, String value) throws IOException {
        operator.write(MANIFEST, operator.text(MANIFEST).replaceFirst("(?m)^" + name + ".*$", name + value));
    }

    private static void seal(Operator operator) throws Exception {
        String path = "security/release.private.pem";
        String pem = new String(operator.read(path), StandardCharsets.US_ASCII);
        RsaPrivateKey key = RsaPrivateKey.fromPem(pem, path, Passphrase.NONE);
        Files.write(operator.path(SEAL), key.sign(operator.read(MANIFEST)));
    }

    @Override
    public String toString() {
        return name;
    }
}
