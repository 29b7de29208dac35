package org.corebucket.bridge.status;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.json.JsonWriter;

/**
 * The answer of a section: what it found, or why it could not find out.
 *
 * @param name the section's name
 * @param facts what is shown
 * @param error why the section could not find out; empty if it could
 */
public record SectionAnswer(String name, SectionFacts facts, String error) {

    /** Asks a section. Whatever it throws becomes its answer, so that the other sections are still asked. */
    public static SectionAnswer of(StatusSection section) throws InterruptedException {
        try {
            return new SectionAnswer(section.name(), section.ask(), "");
        } catch (InterruptedException e) {
            throw e;
        } catch (RefusedException e) {
            // The seal's section says more, and verify says all.
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

    /** Writes the section's object. If the section could not find out, the object has only level, error and next. */
    public void write(JsonWriter json) throws IOException {
        json.beginObject(name).field("level", facts.level().text());
        json.knownField("error", error);
        json.knownField("next", facts.next());
        facts.members().writeTo(json);
        json.endObject();
    }
}
