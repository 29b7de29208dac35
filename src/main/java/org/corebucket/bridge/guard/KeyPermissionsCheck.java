package org.corebucket.bridge.guard;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.PassphraseException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.crypto.WeakKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.keys.KeyFiles;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.KeyReader;
import org.corebucket.bridge.keys.KeyRemedies;
import org.corebucket.bridge.keys.NoteKeys;
import org.corebucket.bridge.keys.NoteKeys.Holder;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Questions;

/**
 * Are private keys readable by their owner alone, owned by this user, at least 2048 bits long, not listed in the manifest, and
 * does each belong to the public key beside it?
 */
public final class KeyPermissionsCheck implements Check {

    private final Deployment deployment;
    private final Collection<String> listed;
    private final int user;
    private final LogPast log;
    private final KeyRemedies remedies;

    /** What is known of the deployment's log. */
    public interface LogPast {
        /** Whether it has signed something; asked only if the log's keys are not there. */
        boolean hasSigned() throws IOException;

        /** The name of its keys, if there is a ledger for it to sign; else its keys are not looked into. */
        Optional<String> name() throws IOException;
    }

    /**
     * A check of one deployment.
     *
     * @param listed the paths in the manifest
     * @param user the numeric id of this user
     * @param log what is known of the log
     */
    public KeyPermissionsCheck(Deployment deployment, Collection<String> listed, int user, LogPast log) {
        this.deployment = deployment;
        this.listed = listed;
        this.user = user;
        this.log = log;
        this.remedies = new KeyRemedies(deployment);
    }

    @Override
    public CheckResult run() throws IOException {
        Questions questions = new Questions();
        boolean none = true;
        for (String path : keyFiles()) {
            if (isPrivate(deployment, path)) {
                none = false;
                FileFacts facts = FileFacts.of(deployment.path(path));
                List<Finding> findings = new ArrayList<>();
                inspect(path, facts, findings);
                String bits = bits(path, findings);
                compareHalves(path, findings);
                questions.ask(findings, path + ": mode " + facts.octalMode() + ", " + bits);
            }
        }
        if (none) {
            questions.holds("No private key in " + KeyFiles.DIRECTORY + "/");
        }
        askForLog(questions);
        for (Finding listedKey : listedKeys(deployment, listed)) {
            questions.fails(listedKey);
        }
        return questions.result();
    }

    /** A bridge signs a log's checkpoints with both keys, or has no log. Where no bridge can run, nobody signs. */
    private void askForLog(Questions questions) throws IOException {
        List<String> there = NoteKeys.there(deployment, Holder.LOG);
        List<String> missing = NoteKeys.missing(deployment, Holder.LOG);
        if (missing.isEmpty()) {
            askForVerifierKeys(questions);
        }
        boolean isKept = Files.exists(KeyPurpose.BRIDGE.privateHalf(deployment), LinkOption.NOFOLLOW_LINKS);
        if (missing.isEmpty() || (there.isEmpty() && !isKept)) {
            return;
        }
        if (!there.isEmpty()) {
            askForLostKey(questions, missing.get(0), there.get(0) + " is");
        } else if (log.hasSigned()) {
            askForLostKey(questions, missing.get(0), "the log has signed with it");
        } else {
            questions.holds(
                    "No keys of a log: nobody outside can check what is proved of the ledger; to make them: bridgectl"
                            + " keys generate --log");
        }
    }

    /** Whoever may not read the keys verifies the log by what lies beside them. */
    private void askForVerifierKeys(Questions questions) throws IOException {
        String path = Holder.LOG.vkeys();
        try {
            Optional<String> name = log.name();
            if (name.isPresent()) {
                switch (NoteKeys.writtenVerifiers(deployment, Holder.LOG, name.get())) {
                    case OF_THE_KEYS -> questions.holds(path + ": what verifies the log's keys");
                    case NONE -> questions.holds(path + " is not there yet; the bridge makes it when it starts");
                    case OTHERS ->
                        questions.fails(finding(
                                "log-vkeys",
                                path,
                                "LOG VERIFIER KEYS DO NOT MATCH: " + path + " is not what verifies the log's keys",
                                "find out who changed it, tell whoever was given it, and make it anew: bridgectl keys"
                                        + " generate --log"));
                }
            }
        } catch (AccessDeniedException | MendableException e) {
            // They can't be compared; that a key is of no use is a finding of its own.
            return;
        }
    }

    private static void askForLostKey(Questions questions, String lost, String why) {
        questions.fails(finding(
                "log-key-missing",
                lost,
                "LOG KEY MISSING: " + lost + " is not there, and " + why,
                "put it back from a copy; whether another may be made says: bridgectl keys generate --log"));
    }

    /**
     * Finds private keys among the listed files, which anybody may read.
     *
     * @param listed the paths that are sealed, or are about to be
     */
    public static List<Finding> listedKeys(Deployment deployment, Collection<String> listed) throws IOException {
        List<Finding> found = new ArrayList<>();
        for (String path : listed) {
            if (looksLikeAKey(path) && isPrivate(deployment, path)) {
                found.add(
                        Finding.of(
                                Consequence.FAILED,
                                "key-listed",
                                path,
                                "PRIVATE KEY AMONG PUBLIC FILES: " + path + " is listed in the manifest",
                                "take it as known to others: move it away and use another; then: bridgectl freeze --reason TEXT"));
            }
        }
        return found;
    }

    private Set<String> keyFiles() throws IOException {
        Set<String> paths = new TreeSet<>();
        Path directory = KeyFiles.directory(deployment);
        for (String name : TreeFiles.names(directory)) {
            if (Files.isRegularFile(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                paths.add(KeyFiles.DIRECTORY + "/" + name);
            }
        }
        return paths;
    }

    private void inspect(String path, FileFacts facts, List<Finding> findings) {
        if (KeyFiles.isOpenToOthers(facts.mode())) {
            findings.add(finding(
                    "key-mode",
                    path,
                    "KEY OPEN TO OTHERS: " + path + " has mode " + facts.octalMode(),
                    "chmod 600 " + ShellWord.of(path)));
        }
        if (facts.owner() != user) {
            findings.add(finding(
                    "key-owner",
                    path,
                    "KEY OF ANOTHER USER: " + path + " belongs to user id " + facts.owner() + ", not " + user,
                    ownerRemedy(facts.owner(), path)));
        }
        if (facts.links() > 1) {
            findings.add(finding(
                    "key-link",
                    path,
                    "KEY WITH A SECOND NAME: " + path + " has " + facts.links() + " hard links",
                    "remove the other name, which this tells: find / -xdev -samefile " + ShellWord.of(path)));
        }
    }

    /**
     * Adds a finding if a private half does not belong to the public half beside it. An encrypted private half can't be
     * compared.
     */
    private void compareHalves(String path, List<Finding> findings) throws IOException {
        KeyFiles halves = KeyFiles.of(path).orElse(null);
        if (halves == null || !path.equals(halves.privateHalf())) {
            return;
        }
        String half = halves.publicHalf();
        try {
            RsaPublicKey beside = KeyReader.publicHalf(deployment, half);
            RsaPublicKey own = KeyReader.privateHalf(deployment, path).publicKey();
            if (!own.fingerprint().equals(beside.fingerprint())) {
                findings.add(finding(
                        "key-pair",
                        half,
                        "KEY PAIR DOES NOT MATCH: " + half + " is not the public half of " + path + " - Expected: "
                                + own.fingerprint() + " Actual: " + beside.fingerprint(),
                        halves.equals(KeyPurpose.RELEASE.files())
                                ? "put back the half that is wrong from where the release key is kept"
                                : "make a new pair; what the old private half signed goes on to verify: "
                                        + "bridgectl keys rotate " + halves.name()));
            }
        } catch (NoSuchFileException | AccessDeniedException | PassphraseException | MalformedKeyException e) {
            // There are no two halves to compare; the question of the size reports what is wrong with one of them.
            return;
        }
    }

    /** The remedy never gives a key to another user, who could then sign with it. */
    private String ownerRemedy(int keyOwner, String path) {
        String name = "OWNER";
        boolean deployments = true;
        try {
            name = Files.getOwner(deployment.root()).getName();
            deployments = FileFacts.of(deployment.root()).owner() == keyOwner;
        } catch (IOException e) {
            // The remedy then names no user.
        }
        return deployments
                ? "ask as the user that the deployment belongs to: sudo -Hu " + name + " bridgectl verify"
                : "find out who made it; then, as the user that the deployment belongs to (sudo -iu " + name + "), "
                        + remedies.privateKey(path);
    }

    private static boolean looksLikeAKey(String path) {
        return path.endsWith(".pem") || path.endsWith(".key") || path.startsWith(KeyFiles.DIRECTORY + "/");
    }

    private static boolean isPrivate(Deployment deployment, String path) throws IOException {
        try {
            return KeyReader.text(deployment, path).contains("PRIVATE KEY-----");
        } catch (NoSuchFileException | NotRegularException e) {
            return false;
        } catch (AccessDeniedException e) {
            return path.contains("private") || NoteKeys.algorithm(path).isPresent();
        }
    }

    /** The size of a private key. It is read from its public half, since the private half may be encrypted. */
    private String bits(String path, List<Finding> findings) throws IOException {
        Optional<String> ofLog = NoteKeys.algorithm(path);
        if (ofLog.isPresent()) {
            return ofLog(ofLog.get(), path, findings);
        }
        KeyFiles halves = KeyFiles.of(path).orElse(null);
        if (halves == null || !path.equals(halves.privateHalf())) {
            return ownBits(path, findings);
        }
        String half = halves.publicHalf();
        try {
            return KeyReader.publicHalf(deployment, half).bits() + " bits";
        } catch (NoSuchFileException e) {
            return ownBits(path, findings);
        } catch (WeakKeyException e) {
            return unsound(half, e, remedies.privateKey(path), findings);
        } catch (MalformedKeyException e) {
            return unsound(half, e, remedies.publicKey(half), findings);
        }
    }

    private String ofLog(String algorithm, String path, List<Finding> findings) throws IOException {
        try {
            NoteKeys.requireSound(deployment, path);
            return algorithm;
        } catch (AccessDeniedException e) {
            return algorithm + ", it can't be read";
        } catch (MalformedKeyException e) {
            return unsound(path, e, remedies.privateKey(path), findings);
        }
    }

    /** The size as the private key itself tells it, if this user may read it. Keys for other purposes need not be RSA keys. */
    private String ownBits(String path, List<Finding> findings) throws IOException {
        try {
            return KeyReader.privateHalf(deployment, path).bits() + " bits";
        } catch (AccessDeniedException e) {
            return "size unknown, it can't be read";
        } catch (PassphraseException e) {
            return "size unknown, it is encrypted and has no public half";
        } catch (WeakKeyException e) {
            return unsound(path, e, remedies.privateKey(path), findings);
        } catch (MalformedKeyException e) {
            return KeyFiles.isPrivateHalf(path)
                    ? unsound(path, e, remedies.privateKey(path), findings)
                    : "size unknown, it " + e.problem();
        }
    }

    private static String unsound(String path, MalformedKeyException e, String remedy, List<Finding> findings) {
        findings.add(finding("key-unsound", path, "KEY UNSOUND: " + path + " - " + e.problem(), remedy));
        return "unsound";
    }

    private static Finding finding(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
