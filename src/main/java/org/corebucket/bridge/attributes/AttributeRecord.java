package org.corebucket.bridge.attributes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.FileAttribute;
import org.corebucket.bridge.readiness.MendableException;

/**
 * What a freeze recorded of the attributes that the policy names. The record is a canonical file, so that the manifest lists it, the
 * seal covers it, the baseline keeps it, and whoever approves a freeze is shown what changes in it.
 *
 * @param attributes which ones were recorded
 * @param entries the attributes of each path, by name; the path {@code .} is the root
 */
public record AttributeRecord(List<FileAttribute> attributes, Map<String, Map<String, String>> entries) {

    private static final long SCHEMA = 1;
    private static final int MODE = 0644;
    private static final String REMEDY = "put it back: bridgectl restore " + Deployment.ATTRIBUTES;

    public AttributeRecord {
        attributes = List.copyOf(attributes);
        entries = new LinkedHashMap<>(entries);
    }

    /** An attribute that is not what was recorded; a value is empty where there is none. */
    public record AttributeDifference(String path, String attribute, String expected, String actual) {}

    /**
     * Records the attributes as they are now, for a freeze to seal. Without any to record, nothing is done.
     *
     * @param listed the paths that are about to be sealed
     * @throws MendableException if a file lies at the record's place that is none, or a program is missing
     */
    public static void record(Deployment deployment, List<FileAttribute> attributes, Collection<String> listed)
            throws IOException, MendableException {
        if (attributes.isEmpty()) {
            return;
        }
        try {
            read(deployment);
        } catch (NoSuchFileException e) {
            // The first one.
        } catch (MalformedJsonException e) {
            throw MendableException.notAllowed(
                    Deployment.ATTRIBUTES + " is where a freeze records the attributes that the policy"
                            + " names, and it is no such record: " + e.getMessage() + "\nMove the file, or remove it.");
        }
        new AttributeRecord(
                        attributes, FoundAttributes.of(deployment.root(), attributes, FoundAttributes.paths(listed)))
                .write(deployment);
    }

    private void write(Deployment deployment) throws IOException {
        List<String> words = new ArrayList<>();
        attributes.forEach(one -> words.add(one.text()));
        String text = JsonWriter.file(json -> {
            json.field("schema", SCHEMA).strings("attributes", words).beginArray("entries");
            for (Map.Entry<String, Map<String, String>> entry : entries.entrySet()) {
                json.beginObject().field("path", entry.getKey());
                for (Map.Entry<String, String> one : entry.getValue().entrySet()) {
                    json.field(one.getKey(), one.getValue());
                }
                json.endObject();
            }
            json.endArray();
        });
        new DurableFiles(deployment.staging())
                .write(deployment.path(Deployment.ATTRIBUTES), text.getBytes(StandardCharsets.UTF_8), MODE);
    }

    /**
     * Reads the record strictly.
     *
     * @throws NoSuchFileException if there is none
     */
    public static AttributeRecord read(Deployment deployment) throws IOException, MalformedJsonException {
        byte[] json = TreeFiles.read(deployment.root(), Deployment.ATTRIBUTES, Integer.MAX_VALUE - 8);
        JsonFields fields = JsonFields.of(Json.parse(json, Deployment.ATTRIBUTES), Deployment.ATTRIBUTES);
        if (fields.wholeNumber("schema") != SCHEMA) {
            throw fields.malformed("schema", "is not " + SCHEMA, REMEDY);
        }
        List<FileAttribute> attributes = fields.words("attributes", FileAttribute.values());
        Map<String, Map<String, String>> entries = new LinkedHashMap<>();
        for (JsonFields element : fields.objects("entries")) {
            String path = element.string("path");
            Map<String, String> of = new TreeMap<>();
            for (String name : element.names()) {
                of.put(name, element.string(name));
            }
            of.remove("path");
            entries.put(path, of);
        }
        fields.refuseOthers();
        return new AttributeRecord(attributes, entries);
    }

    /**
     * Compares what is there now with the record, in its order. What is not there at all is no difference.
     *
     * @throws MendableException if it takes a program that is not installed
     */
    public List<AttributeDifference> differences(Deployment deployment) throws IOException, MendableException {
        Map<String, Map<String, String>> found =
                FoundAttributes.of(deployment.root(), attributes, new ArrayList<>(entries.keySet()));
        List<AttributeDifference> differences = new ArrayList<>();
        entries.forEach((path, expected) -> {
            Map<String, String> actual = found.get(path);
            if (actual != null) {
                TreeSet<String> names = new TreeSet<>(expected.keySet());
                names.addAll(actual.keySet());
                for (String name : names) {
                    String wanted = expected.getOrDefault(name, "");
                    String seen = actual.getOrDefault(name, "");
                    if (!wanted.equals(seen)) {
                        differences.add(new AttributeDifference(path, name, wanted, seen));
                    }
                }
            }
        });
        return differences;
    }
}
