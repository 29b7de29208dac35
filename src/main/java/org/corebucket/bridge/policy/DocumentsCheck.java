package org.corebucket.bridge.policy;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/** Whether the frozen documents are named by the policy, present, and listed. */
public final class DocumentsCheck implements Check {

    private final Policy policy;
    private final Path root;
    private final Set<String> listed;

    /**
     * A check of this policy, in the deployment at this root.
     *
     * @param listed the paths that the manifest lists
     */
    public DocumentsCheck(Policy policy, Path root, Set<String> listed) {
        this.policy = policy;
        this.root = root;
        this.listed = listed;
    }

    @Override
    public CheckResult run() {
        Questions questions = new Questions();
        Set<String> documents = new LinkedHashSet<>(Policy.DOCUMENTS);
        documents.addAll(policy.documents());
        for (String document : documents) {
            questions.ask(examine(document), document + " is present and listed");
        }
        return questions.result();
    }

    private Optional<Finding> examine(String document) {
        if (!policy.documents().contains(document)) {
            return Optional.of(finding(
                    "document-not-named",
                    document,
                    "DOCUMENT NOT NAMED: " + document + " - the policy's documents do not name it",
                    "add it to \"documents\" in canonical/policy.json; then run: bridgectl freeze --reason TEXT"));
        }
        if (!RelativePath.isRegularFile(root, document)) {
            return Optional.of(finding(
                    "document-missing",
                    document,
                    "DOCUMENT MISSING: " + document + " - there is no regular file",
                    listed.contains(document)
                            ? "put the frozen one back: bridgectl restore " + ShellWord.of(document)
                            : "write it, or copy it from a release; then run: bridgectl freeze --reason TEXT"));
        }
        if (!listed.contains(document)) {
            return Optional.of(finding(
                    "document-not-listed",
                    document,
                    "DOCUMENT NOT LISTED: " + document + " - it is not in the manifest",
                    "if it says what it should, run: bridgectl freeze --reason TEXT"));
        }
        return Optional.empty();
    }

    private static Finding finding(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
