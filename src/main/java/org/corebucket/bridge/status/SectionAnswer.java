package org.corebucket.bridge.status;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.JsonWriter;

/**
 * A section with what it found, or what kept it from that.
 *
 * @param error empty if nothing did
 */
public record SectionAnswer(String name, SectionFacts facts, String error) {

    /** Asks a section; one that can't answer keeps no other from it, whatever the reason is. */
    public static SectionAnswer of(StatusSection section) throws InterruptedException {
        try {
            return new SectionAnswer(section.name(), section.ask(), "");
        } catch (InterruptedException e) {
            throw e;
        } catch (RefusedException e) {
            // The seal's section says more, and verify all.
            String error = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            SectionFacts facts = new SectionFacts(
                    Level.ERROR, List.of("could not be found out: " + error), "bridgectl verify", json -> {});
            return new SectionAnswer(section.name(), facts, error);
        } catch (Exception e) {
            String error = words(e);
            SectionFacts facts = new SectionFacts(Level.ERROR, List.of("could not be found out: " + error), json -> {});
            return new SectionAnswer(section.name(), facts, error);
        }
    }

    private static String words(Exception e) {
        if (e instanceof IOException trouble) {
            return IoTrouble.words(trouble);
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Writes the section's object: what could not be found out has its level, and what kept it from that. */
    public void write(JsonWriter json) throws IOException {
        json.beginObject(name).field("level", facts.level().text());
        KnownMembers.text(json, "error", error);
        KnownMembers.text(json, "next", facts.next());
        facts.members().writeTo(json);
        json.endObject();
    }
}
