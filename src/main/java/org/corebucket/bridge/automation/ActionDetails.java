package org.corebucket.bridge.automation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonDouble;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;

/** What a report tells of an action, member by member. */
public final class ActionDetails {

    private static final int MADE_HERE = 1;

    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    /** Nothing yet. */
    public static ActionDetails none() {
        return new ActionDetails();
    }

    /** Some text. */
    public ActionDetails with(String name, String text) {
        return with(name, new JsonString(text, MADE_HERE));
    }

    /** A whole number. */
    public ActionDetails with(String name, long number) {
        return with(name, new JsonInteger(Long.toString(number), MADE_HERE));
    }

    /** A number with a fraction. */
    public ActionDetails with(String name, double number) {
        return with(name, new JsonDouble(number, MADE_HERE));
    }

    /** True or false. */
    public ActionDetails with(String name, boolean truth) {
        return with(name, new JsonBoolean(truth, MADE_HERE));
    }

    /** A value that was read. */
    public ActionDetails with(String name, JsonValue value) {
        members.put(name, value);
        return this;
    }

    /** All members of an object. */
    public ActionDetails withAll(JsonObject object) {
        members.putAll(object.members());
        return this;
    }

    /** All of it. */
    public JsonObject object() {
        return new JsonObject(members, MADE_HERE);
    }
}
