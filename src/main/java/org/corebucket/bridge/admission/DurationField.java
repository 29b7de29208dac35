package org.corebucket.bridge.admission;

import java.time.Duration;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.DurationText;

/** A duration in the descriptor. */
final class DurationField {

    private DurationField() {}

    static Duration read(JsonFields fields, String name) throws MalformedJsonException {
        String text = fields.string(name);
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            throw fields.refused(name, fields.line(name), String.valueOf(e.getMessage()), "write one");
        }
    }
}
