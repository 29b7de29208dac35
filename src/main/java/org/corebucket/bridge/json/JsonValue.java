package org.corebucket.bridge.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An immutable JSON value (RFC 8259) that knows the line on which it began. */
public sealed interface JsonValue {

    /** The line of its first character, from 1. */
    int line();

    /** The kind of value, with its article, for messages: {@code a string}. */
    String kind();

    /** Members in the order of the document; names are distinct. */
    record JsonObject(Map<String, JsonValue> members, int line) implements JsonValue {
        public JsonObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** A member's text, for documents whose form somebody else chose; empty if it is missing, or no string. */
        public Optional<String> text(String name) {
            return members.get(name) instanceof JsonString string ? Optional.of(string.text) : Optional.empty();
        }

        /** The strings in a member that is an array, in the same way; all else is passed over. */
        public List<String> texts(String name) {
            List<String> texts = new ArrayList<>();
            if (members.get(name) instanceof JsonArray array) {
                for (JsonValue element : array.elements) {
                    if (element instanceof JsonString string) {
                        texts.add(string.text);
                    }
                }
            }
            return texts;
        }

        @Override
        public String kind() {
            return "an object";
        }
    }

    /** Elements in the order of the document. */
    record JsonArray(List<JsonValue> elements, int line) implements JsonValue {
        public JsonArray {
            elements = List.copyOf(elements);
        }

        @Override
        public String kind() {
            return "an array";
        }
    }

    /** Text with its escapes resolved; a surrogate that was escaped alone stays a lone surrogate. */
    record JsonString(String text, int line) implements JsonValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /**
     * A number without fraction and exponent, of any size.
     *
     * @param digits as JSON writes it, with its sign; {@code -0} becomes {@code 0}
     */
    record JsonInteger(String digits, int line) implements JsonValue {
        public JsonInteger {
            if (digits.equals("-0")) {
                digits = "0";
            }
        }

        @Override
        public String kind() {
            return "a number";
        }
    }

    /** A number with a fraction or an exponent: the nearest double, and finite. */
    record JsonDouble(double value, int line) implements JsonValue {
        public JsonDouble {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("JSON has no number " + value);
            }
        }

        @Override
        public String kind() {
            return "a number";
        }
    }

    /** True or false. */
    record JsonBoolean(boolean value, int line) implements JsonValue {
        @Override
        public String kind() {
            return value ? "true" : "false";
        }
    }

    /** Null. */
    record JsonNull(int line) implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }
}
