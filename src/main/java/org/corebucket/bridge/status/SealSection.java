package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealedHeader;
import org.jspecify.annotations.Nullable;

/** Whether the seal holds under the trusted key, and until when. The sealed files themselves are not verified here. */
public final class SealSection implements StatusSection {

    private static final Duration SOON = Duration.ofDays(7);

    private final StatusSubject subject;

    /** A section about a deployment. */
    public SealSection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "seal";
    }

    @Override
    public SectionFacts ask() throws IOException {
        SealVerdict verdict = subject.seal();
        SealedHeader header = verdict.header().orElse(null);
        List<String> lines = new ArrayList<>();
        if (!verdict.isTrusted()) {
            lines.add("DOES NOT HOLD" + (header == null ? "" : ": serial " + header.serial()));
            for (Finding finding : verdict.findings()) {
                lines.add(finding.message());
            }
            return new SectionFacts(Level.ERROR, lines, "bridgectl verify", json -> write(verdict, json));
        }
        SealedHeader sealed = verdict.header().orElseThrow();
        lines.add("holds: serial " + sealed.serial() + ", sealed " + TimeAgo.of(sealed.sealedAt(), subject.now()) + ", "
                + expiry(sealed.expires()));
        for (Caution caution : verdict.result().cautions()) {
            lines.add(caution.message());
        }
        boolean onTrust = verdict.result().cautions().stream()
                .anyMatch(caution -> caution.code().equals("taken-on-trust"));
        boolean warned = !verdict.result().cautions().isEmpty();
        boolean soon = sealed.expires() != null
                && sealed.expires().isBefore(subject.now().plus(SOON));
        return new SectionFacts(
                soon || warned ? Level.WARNING : Level.OK,
                lines,
                soon ? "bridgectl freeze --reason TEXT" : onTrust ? "bridgectl verify --trust PEM" : "",
                json -> write(verdict, json));
    }

    private String expiry(@Nullable Instant expires) {
        return expires == null ? "never expires" : "expires " + TimeAgo.withTime(expires, subject.now());
    }

    private static void write(SealVerdict verdict, JsonWriter json) throws IOException {
        ManifestFacts facts = verdict.facts();
        json.field("holds", verdict.isTrusted());
        KnownMembers.number(json, "serial", facts.serial() == 0 ? -1 : facts.serial());
        json.knownField("sealed_at", facts.sealedAt());
        json.knownField("expires", facts.expires());
        json.knownField("key", facts.key());
        json.knownField("manifest_sha256", facts.sha256());
        List<String> problems = new ArrayList<>();
        for (Finding finding : verdict.findings()) {
            problems.add(finding.message());
        }
        json.strings("problems", problems);
        List<String> warnings = new ArrayList<>();
        for (Caution caution : verdict.result().cautions()) {
            warnings.add(caution.message());
        }
        json.strings("warnings", warnings);
    }
}
