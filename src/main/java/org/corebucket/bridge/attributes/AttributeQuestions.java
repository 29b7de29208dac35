package org.corebucket.bridge.attributes;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.attributes.AttributeRecord.AttributeDifference;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.ShellWord;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.CanonicalHashesCheck;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.policy.FileAttribute;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Questions;

/** Asks whether listed files and their directories have the attributes that were recorded, if the policy names any. */
public final class AttributeQuestions implements CanonicalHashesCheck.MoreQuestions {

    private final Deployment deployment;
    private final List<FileAttribute> wanted;
    private final Manifest manifest;

    /**
     * Questions about one deployment.
     *
     * @param wanted the attributes that the verified policy names
     * @param manifest the manifest in force
     */
    public AttributeQuestions(Deployment deployment, List<FileAttribute> wanted, Manifest manifest) {
        this.deployment = deployment;
        this.wanted = List.copyOf(wanted);
        this.manifest = manifest;
    }

    @Override
    public void ask(Questions questions) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        boolean listed = manifest.digestOf(Deployment.ATTRIBUTES).isPresent();
        try {
            AttributeRecord record = AttributeRecord.read(deployment);
            if (!listed || !record.attributes().equals(wanted)) {
                questions.fails(notRecorded());
                return;
            }
            List<Finding> findings = new ArrayList<>();
            for (AttributeDifference difference : record.differences(deployment)) {
                findings.add(finding(difference));
            }
            questions.ask(
                    findings,
                    "Attributes as they were recorded: " + words() + " of "
                            + record.entries().size() + " files and directories");
        } catch (NoSuchFileException e) {
            if (!listed) {
                questions.fails(notRecorded());
            } // else it is a finding already that it is missing
        } catch (MalformedJsonException e) {
            questions.fails(notRecorded()); // whatever was sealed there
        } catch (MendableException e) {
            String[] lines = String.valueOf(e.getMessage()).split("\n", 2);
            questions.fails(Finding.of(
                    Consequence.FAILED,
                    "attributes-unknown",
                    Deployment.ATTRIBUTES,
                    "ATTRIBUTES UNKNOWN: " + lines[0],
                    lines[lines.length - 1]));
        }
    }

    private String words() {
        List<String> words = new ArrayList<>();
        wanted.forEach(one -> words.add(one.text()));
        return String.join(", ", words);
    }

    private Finding notRecorded() {
        return Finding.of(
                Consequence.FAILED,
                "attributes-not-recorded",
                Deployment.ATTRIBUTES,
                "ATTRIBUTES NOT RECORDED: the policy names " + words() + ", and no freeze has recorded them",
                "bridgectl freeze --reason TEXT");
    }

    private static Finding finding(AttributeDifference one) {
        return new Finding(
                Consequence.CHANGED,
                "attribute-changed",
                one.path(),
                "ATTRIBUTE CHANGED: " + one.path() + " - " + one.attribute() + " - Expected: " + shown(one.expected())
                        + " Actual: " + shown(one.actual()),
                new Difference(one.expected(), one.actual()),
                remedy(one));
    }

    private static String shown(String value) {
        return value.isEmpty() ? "none" : value;
    }

    /** What puts it back. Only root can give a file another owner; what no restore puts back is typed. */
    private static String remedy(AttributeDifference one) {
        String path = ShellWord.of(one.path());
        if (one.attribute().startsWith(FoundAttributes.XATTR)) {
            String name = ShellWord.of(one.attribute().substring(FoundAttributes.XATTR.length()));
            return one.expected().isEmpty()
                    ? "setfattr -x " + name + " " + path
                    : "setfattr -n " + name + " -v " + one.expected() + " " + path;
        }
        if (one.attribute().equals(FileAttribute.ACL.text())) {
            return one.expected().isEmpty()
                    ? "setfacl -b " + path
                    : "setfacl -b " + path + " && setfacl -m " + ShellWord.of(one.expected()) + " " + path;
        }
        return one.attribute().equals(FileAttribute.MODE.text()) ? "bridgectl restore" : "bridgectl restore, as root";
    }
}
