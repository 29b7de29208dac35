package org.corebucket.bridge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The field lines of a request (RFC 9110, section 5): names in any case, values in the order in which they came. */
public final class HttpHeaders {

    private final Map<String, List<String>> values;

    private HttpHeaders(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Copies field lines. Names that differ only in case are one name. */
    public static HttpHeaders of(Map<String, List<String>> lines) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        lines.forEach((name, ofName) ->
                copy.computeIfAbsent(name, absent -> new ArrayList<>()).addAll(ofName));
        copy.replaceAll((name, ofName) -> List.copyOf(ofName));
        return new HttpHeaders(copy);
    }

    /** The value of the first line of this name, without the white space around it. */
    public Optional<String> first(String name) {
        List<String> ofName = all(name);
        return ofName.isEmpty() ? Optional.empty() : Optional.of(ofName.get(0));
    }

    /** The values of all lines of this name, in order. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
        return values.keySet().toString(); // the values may be secret
    }
}
