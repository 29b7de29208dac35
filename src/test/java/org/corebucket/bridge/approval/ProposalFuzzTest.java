package org.corebucket.bridge.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.certificate.SampleCertificate.certificate;
import static org.corebucket.bridge.certificate.SampleCertificate.passed;
import static org.corebucket.bridge.certificate.SampleCertificate.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.corebucket.bridge.certificate.CertificatePair;
import org.corebucket.bridge.certificate.DsseEnvelope;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.incident.Resolution;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.manifest.ManifestWriter;
import org.corebucket.bridge.policy.ArgumentForm;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyWriter;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.testkit.HostileBytes;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedBy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A directory of proposals that somebody brought along is refused or shown, whatever is in it; nothing in it forges a line. */
final class ProposalFuzzTest {

    private static final CachedHolders HOLDERS = CachedHolders.generate();
    private static final String INCIDENT = "INC-20261201T080000Z-fuzz";

    /** How lines of the text begin that say something of their own. */
    private static final List<String> OWN = List.of(
            "Proposed: ",
            "Signed: ",
            "Serial ",
            "Version ",
            "Resolution of ",
            "added ",
            "removed ",
            "changed ",
            "no file is ",
            "by the new policy",
            "Propose it again: ");

    private static final String FORGED = "FORGED";
    private static final List<String> ENDINGS = List.of("\n", "\r", "\r\n", "\u2028", "\u0085", "\u000b", "\\n");

    private static Path directory;
    private static ApprovalSite site;
    private static Map<Path, byte[]> files;

    private final Random random = new Random(20261201);
    private final HostileBytes inputs = new HostileBytes(random, tokens(), 40);
    private final Map<String, Integer> tally = new TreeMap<>();

    @BeforeAll
    static void propose() throws Exception {
        directory = ApprovalSite.inMemory();
        site = ApprovalSite.rooted(directory, HOLDERS, 2, "anna", "bruno", "clara");
        Policy policy = Policy.standard("A system");
        site.write(Deployment.POLICY, PolicyWriter.text(policy));
        site.write("canonical/gone", "gone\n");
        site.proposeFreeze("before");
        site.sign(Subject.FREEZE, "anna", "bruno");
        site.complete();
        site.delete("canonical/gone");
        site.write("canonical/a", "first\nsecond\n");
        site.write("canonical/b", "new\n");
        site.write(
                Deployment.POLICY,
                PolicyWriter.text(policy.withProcess(
                        "canonical/b", List.of("sh", "{file}"), List.of(ArgumentForm.parse("--all")))));
        site.proposeFreeze("a reason");
        site.sign(Subject.FREEZE, "anna");
        site.proposeRoot(site.change(1, Set.of("clara"), "dario"));
        site.sign(Subject.TRUST, "anna", "dario");
        Authority inForce = Decider.of(site.deployment(), site.host()).authority();
        new CertificateProposals(site.deployment()).propose(draft("# Certificate\n\n- [x] The seal holds\n"), inForce);
        byte[] incident = "{\"id\": \"INC\",\n \"what\": \"a file changed\"}\n".getBytes(StandardCharsets.UTF_8);
        site.proposals()
                .propose(
                        Subject.resolution(INCIDENT),
                        resolution("a reason", "ops@host", incident).canonical(),
                        inForce,
                        Map.of(ResolutionProposals.INCIDENT, incident),
                        Map.of());
        files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(site.deployment().path(Proposals.DIRECTORY))) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(file, Files.readAllBytes(file));
            }
        }
    }

    @AfterAll
    static void remove() throws IOException {
        SampleDeployment.delete(directory);
    }

    private static CertificateProposals.CertificateDraft draft(String body) {
        return new CertificateProposals.CertificateDraft(
                CertificatePair.statement(certificate(), report(passed("seal", "fine")), body), body);
    }

    private static Resolution resolution(String reason, String by, byte[] incident) {
        return new Resolution(
                INCIDENT,
                Sha256.of(incident),
                reason,
                Instant.parse("2026-12-01T08:00:00Z"),
                by,
                new DecidedBy.DecidedByRoot(1));
    }

    private static List<String> tokens() {
        List<String> tokens = new ArrayList<>(List.of(
                "{",
                "}",
                "\"",
                ",",
                "\"version\": 2",
                "\"previous\": null",
                "# serial: 9\n",
                "# trust: 1\n",
                "  ",
                "\\",
                "\u001b[2J",
                "\u202e",
                "\0",
                "@@ -1,1 +1,1 @@\n",
                "null",
                "\ud83d\ude00",
                "0".repeat(64)));
        for (String own : OWN) {
            for (String ending : ENDINGS) {
                tokens.add(ending + own + FORGED);
            }
        }
        return tokens;
    }

    @Test
    void tenThousandDirectoriesAreShownWithoutAForgedLineOrRefused() throws Exception {
        assertShownOrRefused(10_000);
    }

    @Test
    @Tag("long")
    void aHundredThousandDirectoriesAreShownWithoutAForgedLineOrRefused() throws Exception {
        assertShownOrRefused(100_000);
    }

    private void assertShownOrRefused(int count) throws Exception {
        List<Path> paths = List.copyOf(files.keySet());
        for (int i = 0; i < count; i++) {
            Map<Path, byte[]> changed = switch (i % 8) {
                case 0 -> hostileFiles();
                case 1 -> hostileResolution();
                case 2 -> hostileHeader();
                default -> {
                    Path path = paths.get(random.nextInt(paths.size()));
                    yield Map.of(path, random.nextInt(8) == 0 ? inputs.tokens(30) : inputs.damaged(bytes(path)));
                }
            };
            if (i % 200 == 0) {
                changed = hostileCertificate();
            }
            assertShownOrRefused(changed);
        }
        assertThat(tally.getOrDefault("shown", 0)).isGreaterThan(count / 4);
        assertThat(tally.getOrDefault("refused", 0)).isGreaterThan(count / 20);
    }

    private static byte[] bytes(Path path) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new IllegalArgumentException(path.toString());
        }
        return bytes;
    }

    private static Path path(String name) {
        return site.deployment().path(Proposals.DIRECTORY).resolve(name);
    }

    private String hostile() {
        return new String(inputs.tokens(6), StandardCharsets.UTF_8);
    }

    /** A manifest that lists contents and names with what should forge lines. */
    private Map<Path, byte[]> hostileFiles() throws Exception {
        byte[] manifest = bytes(path("canonical.sha256"));
        List<ManifestEntry> entries = new ArrayList<>();
        Map<Path, byte[]> changed = new TreeMap<>();
        for (ManifestEntry entry :
                ManifestReader.read(new ByteArrayInputStream(manifest), "it").entries()) {
            Path copy = path("canonical.sha256.shown/" + entry.digest().hex());
            byte[] content =
                    random.nextBoolean() ? inputs.tokens(20) : inputs.damaged(files.getOrDefault(copy, manifest));
            String name = random.nextInt(3) > 0
                    ? entry.path()
                    : "canonical/" + hostile().replace("\0", "").replace("//", "") + entries.size();
            changed.put(path("canonical.sha256.shown/" + Sha256.of(content).hex()), content);
            entries.add(new ManifestEntry(Sha256.of(content), name, name));
        }
        changed.put(path("canonical.sha256"), ManifestWriter.write(header().lines(), entries));
        return changed;
    }

    private static SealedHeader header() throws Exception {
        return SealedHeader.of(
                ManifestReader.read(new ByteArrayInputStream(bytes(path("canonical.sha256"))), "it")
                        .header(),
                "it");
    }

    private Map<Path, byte[]> hostileHeader() {
        String text = new String(bytes(path("canonical.sha256")), StandardCharsets.UTF_8);
        String replaced = text.replaceFirst(
                random.nextBoolean() ? "(?<=# reason: ).*" : "(?<=# system: ).*", Matcher.quoteReplacement(hostile()));
        return Map.of(path("canonical.sha256"), replaced.getBytes(StandardCharsets.UTF_8));
    }

    private Map<Path, byte[]> hostileResolution() {
        byte[] incident = inputs.tokens(20);
        String name = Subject.resolution(INCIDENT).file();
        Resolution resolution = resolution(hostile(), hostile(), incident);
        if (random.nextInt(4) == 0) {
            resolution = new Resolution(
                    hostile(),
                    resolution.incidentSha256(),
                    resolution.reason(),
                    resolution.resolvedAt(),
                    resolution.by(),
                    resolution.decidedBy());
        }
        return Map.of(path(name), resolution.canonical(), path(name + ".shown/incident.json"), incident);
    }

    private Map<Path, byte[]> hostileCertificate() {
        String text = new String(inputs.tokens(20), StandardCharsets.UTF_8).replaceAll("[^\\x00-\\x7f]", "?");
        CertificateProposals.CertificateDraft draft = draft(text);
        return Map.of(
                path("certificate.dsse"),
                DsseEnvelope.signed(draft.statement()),
                path("certificate.dsse.shown/statement.json"),
                draft.statement(),
                path("certificate.dsse.shown/certificate.md"),
                text.getBytes(StandardCharsets.US_ASCII));
    }

    private void assertShownOrRefused(Map<Path, byte[]> changed) throws Exception {
        for (Map.Entry<Path, byte[]> one : changed.entrySet()) {
            Files.write(one.getKey(), one.getValue());
        }
        try {
            for (Subject subject :
                    List.of(Subject.FREEZE, Subject.TRUST, Subject.CERTIFICATE, Subject.resolution(INCIDENT))) {
                if (changed.keySet().stream().anyMatch(file -> file.toString().contains("/" + subject.file()))) {
                    show(subject);
                }
            }
        } catch (RuntimeException e) {
            throw new AssertionError(described(changed), e);
        } finally {
            for (Path file : changed.keySet()) {
                byte[] before = files.get(file);
                if (before == null) {
                    Files.delete(file);
                } else {
                    Files.write(file, before);
                }
            }
        }
    }

    private void show(Subject subject) throws IOException {
        Proposals proposals = Proposals.in(site.deployment().path(Proposals.DIRECTORY));
        StringWriter text = new StringWriter();
        try {
            Proposal proposal = proposals.of(subject).orElseThrow();
            Authority authority = proposals.authority(subject).orElse(null);
            new ProposalText(proposals, new PrintWriter(text))
                    .print(proposal, ProposalStanding.of(proposal, authority));
            tally.merge("shown", 1, Integer::sum);
            assertThat(text.toString()).startsWith("Proposed: " + subject.word());
        } catch (RefusedException e) {
            tally.merge("refused", 1, Integer::sum);
            assertNothingIsForged(String.valueOf(e.getMessage()));
        } catch (MalformedJsonException | IOException e) {
            tally.merge("malformed", 1, Integer::sum);
        }
        assertNothingIsForged(text.toString());
    }

    private static void assertNothingIsForged(String text) {
        for (String line : text.split("\n", -1)) {
            if (!line.codePoints().noneMatch(OneLine::isUnsafe)) {
                throw new AssertionError("steers a terminal: " + OneLine.of(line));
            }
            for (String own : OWN) {
                if (line.startsWith(own + FORGED)) {
                    throw new AssertionError("forged: " + line);
                }
            }
        }
    }

    private static String described(Map<Path, byte[]> changed) {
        StringBuilder words = new StringBuilder();
        changed.forEach((file, bytes) -> words.append(file)
                .append(":\n")
                .append(new String(bytes, StandardCharsets.UTF_8))
                .append('\n'));
        return words.toString();
    }
}
