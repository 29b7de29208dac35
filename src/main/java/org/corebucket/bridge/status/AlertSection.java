package org.corebucket.bridge.status;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.alert.SinkStanding;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.policy.MalformedPolicyException;

/** Whether alerts reach those whom the policy names: what waits, what was delivered last, and what fails. */
final class AlertSection implements StatusSection {

    private final StatusSubject subject;

    /** A section about a deployment. */
    AlertSection(StatusSubject subject) {
        this.subject = subject;
    }

    /** Whether the policy names anybody to alert. Where it can't be read, the sections that need it say so. */
    boolean isNeeded() {
        try {
            return !subject.policy().alerts().isEmpty();
        } catch (IOException | MalformedPolicyException | RefusedException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public SectionFacts ask() throws IOException, MalformedPolicyException, RefusedException {
        List<SinkStanding> sinks =
                SinkStanding.of(subject.deployment(), subject.policy().alerts());
        List<String> lines = new ArrayList<>();
        boolean wrong = false;
        boolean waits = false;
        for (SinkStanding sink : sinks) {
            lines.add(sink.sink() + ": " + words(sink));
            wrong |= sink.isFailing() || !sink.ended().isEmpty();
            waits |= sink.waiting() > 0;
        }
        Level level = wrong ? Level.ERROR : waits ? Level.WARNING : Level.OK;
        return new SectionFacts(level, lines, wrong ? "bridgectl alert test" : "", json -> write(sinks, json));
    }

    private String words(SinkStanding sink) {
        if (!sink.ended().isEmpty()) {
            return "wants no more alerts (" + sink.ended() + ")";
        }
        String waiting = sink.oldest()
                .map(oldest -> sink.waiting() + " waiting, the oldest queued " + TimeAgo.of(oldest, subject.now()))
                .orElse("none waiting");
        String failed = sink.isFailing() ? ", FAILED " + sink.attempts() + " times: " + sink.error() : "";
        String delivered = sink.delivered()
                .map(time -> ", the last delivered " + TimeAgo.of(time, subject.now()))
                .orElse("");
        return waiting + failed + delivered;
    }

    private static void write(List<SinkStanding> sinks, JsonWriter json) throws IOException {
        json.beginArray("sinks");
        for (SinkStanding sink : sinks) {
            json.beginObject().field("sink", sink.sink()).field("waiting", sink.waiting());
            KnownMembers.time(json, "oldest", sink.oldest().orElse(null));
            json.field("failed_attempts", sink.attempts());
            json.knownField("error", sink.error()).knownField("ended", sink.ended());
            KnownMembers.time(json, "last_delivered", sink.delivered().orElse(null));
            json.endObject();
        }
        json.endArray();
    }
}
