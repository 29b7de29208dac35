package org.corebucket.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Rules that every class keeps: the clock is passed in, and nothing that proves something is compared byte by byte. */
final class CodeRulesTest {

    private static final String BASE = "org.corebucket.bridge.";

    /** The host, which hands its clock on; the manual of a release; a head with the date that the library gives the others. */
    private static final Set<String> READ_THE_CLOCK =
            Set.of("deployment.Host", "cli.Documentation", "http.AnswerBytes");

    /**
     * They compare texts, encodings and whole files that nobody presents as a proof. A digest or a signature is compared by
     * {@link java.security.MessageDigest#isEqual}, whose time does not tell how alike the two are.
     */
    private static final Set<String> COMPARE_BYTES = Set.of(
            "approval.CertificateProposals",
            "crypto.KeyKind",
            "crypto.PemBlock",
            "crypto.PrivateKeyDer",
            "crypto.RsaPublicKey",
            "incident.IncidentExchange",
            "keys.KeyPair",
            "ledger.read.CanonicalScanner",
            "ledger.read.Checkpoint",
            "ledger.read.EntryScanner",
            "ledger.read.LedgerEntries",
            "ledger.tree.LogPublication",
            "lines.LineFile",
            "manifest.ChecksumList",
            "manifest.ManifestLine",
            "seal.KeptSeals",
            "transparency.VerifierKey");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void theClockIsPassedIn() {
        assertThat(classesThat(CodeRulesTest::readTheClock)).isEqualTo(READ_THE_CLOCK);
    }

    @Test
    void whatProvesSomethingIsComparedInAlwaysTheSameTime() {
        assertThat(classesThat(CodeRulesTest::compareBytes))
                .as("compare a digest by MessageDigest.isEqual; what compares no proof is listed here")
                .isEqualTo(COMPARE_BYTES);
    }

    /** Of a cancelled commit only its warning tells that it is on no standby: whoever commits by itself would not look. */
    @Test
    void nothingIsCommittedButInTheOneWay() {
        assertThat(classesThat(CodeRulesTest::commit))
                .as("write by Commits.execute, and commit by Commits.commit")
                .isEqualTo(Set.of("database.Commits", "database.Database", "database.DatabaseSchema"));
    }

    private static boolean commit(CodeUnitAccessTarget target) {
        return target.getOwner().getPackageName().equals("java.sql")
                && (target.getName().equals("commit")
                        || target.getName().equals("execute")
                        || target.getName().startsWith("executeUpdate")
                        || target.getName().startsWith("executeBatch"));
    }

    private static Set<String> classesThat(Predicate<CodeUnitAccessTarget> use) {
        Set<String> classes = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            type.getAccessesFromSelf().stream()
                    .map(JavaAccess::getTarget)
                    .filter(CodeUnitAccessTarget.class::isInstance)
                    .map(CodeUnitAccessTarget.class::cast)
                    .filter(use)
                    .forEach(target -> classes.add(outermost(type).getName().substring(BASE.length())));
        }
        return classes;
    }

    private static boolean readTheClock(CodeUnitAccessTarget target) {
        boolean alone = target.getRawParameterTypes().isEmpty();
        return switch (target.getName()) {
            case "currentTimeMillis" -> target.getOwner().isEquivalentTo(System.class);
            case "<init>" -> target.getOwner().isEquivalentTo(Date.class) && alone;
            case "now" -> target.getOwner().getPackageName().startsWith("java.time") && alone;
            default -> target.getFullName().startsWith("java.time.Clock.system");
        };
    }

    private static boolean compareBytes(CodeUnitAccessTarget target) {
        return target.getOwner().isEquivalentTo(Arrays.class)
                && Set.of("equals", "compare", "mismatch").contains(target.getName())
                && target.getRawParameterTypes().get(0).isEquivalentTo(byte[].class);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(CodeRulesTest::outermost).orElse(type);
    }
}
