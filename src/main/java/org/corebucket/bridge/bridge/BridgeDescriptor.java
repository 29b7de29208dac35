package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.guard.DescriptorReader;
import org.corebucket.bridge.http.CertificateChain;
import org.corebucket.bridge.http.ListenQuestions;
import org.corebucket.bridge.http.TlsFileException;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.WeakSecretException;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.witness.QuorumQuestions;

/**
 * Asks whether a bridge could start with its descriptor on this host. The address, the TLS files and the token secret
 * exist only on the host that serves. So these are checked only where the bridge's private key lies: no bridge starts
 * without it, and a clone of the repository has none.
 */
public final class BridgeDescriptor implements DescriptorReader {

    private static final String AGAIN = "; then run: bridgectl freeze --reason TEXT";

    private final Deployment deployment;
    private final Host host;

    /** A reader for the bridge of one deployment, on this host. */
    public BridgeDescriptor(Deployment deployment, Host host) {
        this.deployment = deployment;
        this.host = host;
    }

    @Override
    public void ask(byte[] json, String source, Policy policy, Set<String> listed, Questions questions)
            throws MalformedJsonException, IOException {
        BridgeSettings settings = BridgeSettings.read(json, source);
        Asking asking = new Asking(source, settings, questions);
        if (settings.tokens().algorithm() == TokenAlgorithm.RS256) {
            asking.tokens();
        }
        asking.authorities(policy.clients().authorities());
        if (listed.contains(Deployment.WITNESSES)) {
            Optional<LogPolicy> witnesses = QuorumQuestions.policy(deployment, questions);
            witnesses.ifPresent(known -> questions.holds(
                    Deployment.WITNESSES + ": " + known.witnesses().size()
                            + (known.witnesses().size() == 1 ? " witness" : " witnesses") + " of the log"));
        }
        if (Files.exists(KeyPurpose.BRIDGE.privateHalf(deployment), LinkOption.NOFOLLOW_LINKS)) {
            new ListenQuestions(deployment, host, source, "the bridge", questions).ask(settings.place());
            if (settings.tokens().algorithm() == TokenAlgorithm.HS256) {
                asking.tokens();
            }
        } else {
            questions.holds(source
                    + ": address, TLS files and secrets are not checked here, since no bridge can start without"
                    + " " + KeyPurpose.BRIDGE.privateHalf());
        }
    }

    /** The questions about one descriptor. */
    private final class Asking {

        private final String source;
        private final BridgeSettings settings;
        private final Questions questions;

        Asking(String source, BridgeSettings settings, Questions questions) {
            this.source = source;
            this.settings = settings;
            this.questions = questions;
        }

        /** Asks for those whom the policy's clients trust; a host that sends has their certificates as well. */
        void authorities(String file) {
            if (file.isEmpty()) {
                return;
            }
            try {
                Instant last = Instant.MIN;
                for (X509Certificate one : CertificateChain.readAll(InputFile.of(deployment.path(file)))) {
                    Instant end = one.getNotAfter().toInstant();
                    last = end.isAfter(last) ? end : last;
                }
                if (host.clock().instant().isAfter(last)) {
                    authoritiesFail(file, "expired at " + UtcTime.of(last));
                } else {
                    questions.holds(file + " has certificates for the policy's clients, until " + UtcTime.of(last));
                }
            } catch (TlsFileException e) {
                authoritiesFail(file, e.problem());
            } catch (IOException e) {
                authoritiesFail(file, IoTrouble.reason(e));
            }
        }

        private void authoritiesFail(String file, String problem) {
            fails(
                    "authorities-unusable",
                    file,
                    "AUTHORITIES UNUSABLE: " + file + " - " + problem,
                    "put the certificates of those there who vouch for the bridges', in PEM, or correct \"authorities\""
                            + " in " + Deployment.POLICY + AGAIN);
        }

        void tokens() {
            String key = settings.tokens().publicKey();
            String remedy = "put the tokens' public key there, or correct \"public_key\" in " + source + AGAIN;
            try {
                settings.tokens().requireUsable(deployment, host);
                questions.holds(source + ": tokens by "
                        + (settings.tokens().algorithm() == TokenAlgorithm.HS256
                                ? "HS256, whose secret is in the environment"
                                : "RS256, whose key is " + key));
            } catch (WeakSecretException e) {
                fails(
                        "token-secret-unusable",
                        source,
                        "TOKEN SECRET UNUSABLE: " + e.getMessage(),
                        "run this with the environment that the bridge has, or say RS256 in " + source + AGAIN);
            } catch (MalformedKeyException e) {
                fails("token-key-unusable", key, "TOKEN KEY UNUSABLE: " + e.getMessage(), remedy);
            } catch (IOException e) {
                fails(
                        "token-key-unusable",
                        key,
                        "TOKEN KEY UNUSABLE: " + key + " - " + IoTrouble.reason(e),
                        e instanceof NoSuchFileException ? remedy : IoTrouble.remedy(e));
            }
        }

        private void fails(String code, String path, String message, String remedy) {
            questions.fails(finding(code, path, message, remedy));
        }

        private static Finding finding(String code, String path, String message, String remedy) {
            return Finding.of(Consequence.FAILED, code, path, message, remedy);
        }
    }
}
