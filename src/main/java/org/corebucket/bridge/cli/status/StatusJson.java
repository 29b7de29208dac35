package org.corebucket.bridge.cli.status;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.corebucket.bridge.cli.status.fact.Known;
import org.corebucket.bridge.cli.status.fact.Level;
import org.corebucket.bridge.cli.status.fact.Subject;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;

/** The screen for programs: an object for each section by its name, with the same facts. What is not known is null. */
final class StatusJson {

    private StatusJson() {}

    static void write(Subject subject, List<Answered> sections, PrintWriter out) throws IOException {
        Level level = Level.OK;
        for (Answered section : sections) {
            Level one = section.facts().level();
            level = one.concerns() && one.compareTo(level) > 0 ? one : level;
        }
        try (JsonWriter json = JsonWriter.pretty(out)) {
            json.beginObject()
                    .field("timestamp", UtcTime.of(subject.now()))
                    .field("root", subject.deployment().root().toString())
                    .field("host", subject.host().name());
            Known.text(json, "system", subject.system());
            json.field("level", level.text());
            if (subject.isUnverified()) {
                json.strings("options", List.of("unverified"));
            }
            for (Answered section : sections) {
                section.write(json);
            }
            json.endObject();
        }
        out.println();
        out.flush();
    }
}
