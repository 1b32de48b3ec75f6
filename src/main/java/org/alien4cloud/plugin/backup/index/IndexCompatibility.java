package org.alien4cloud.plugin.backup.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Tells whether a live index takes the documents of a backup as the index of then did. The live mapping may know more fields. A field that
 * it does not know is no obstacle either, since it can be added; a field of another type or analysis is.
 */
final class IndexCompatibility {

    /** What cannot be changed in a mapping once it is there, and with which documents would be refused or found differently. */
    private static final List<String> FIXED = Arrays.asList("type", "analyzer", "normalizer", "format", "index", "enabled", "path", "relations");

    private final List<String> obstacles = new ArrayList<>();
    private boolean additions;

    private IndexCompatibility() {
    }

    static IndexCompatibility of(IndexDefinition stored, IndexDefinition live) {
        IndexCompatibility compatibility = new IndexCompatibility();
        compatibility.compareAnalysis(analysis(stored), analysis(live));
        compatibility.compareRouting(stored, live);
        compatibility.compareFields("", stored.mapping(), live.mapping());
        return compatibility;
    }

    /** What is in the way, for a person; empty if nothing is. */
    List<String> obstacles() {
        return obstacles;
    }

    /** Whether the stored mapping has fields that the live one lacks. */
    boolean hasAdditions() {
        return additions;
    }

    private void compareAnalysis(Map<String, Object> stored, Map<String, Object> live) {
        stored.forEach((key, value) -> {
            if (!Objects.equals(value, live.get(key))) {
                obstacles.add("setting " + key + " is " + live.get(key) + ", was " + value);
            }
        });
    }

    private static Map<String, Object> analysis(IndexDefinition definition) {
        Map<String, Object> analysis = new TreeMap<>(definition.settings());
        analysis.keySet().removeIf(key -> !key.startsWith("index.analysis."));
        return analysis;
    }

    private void compareRouting(IndexDefinition stored, IndexDefinition live) {
        boolean required = isTrue(map(live.mapping().get("_routing")).get("required"));
        if (required && !isTrue(map(stored.mapping().get("_routing")).get("required"))) {
            obstacles.add("the mapping requires a routing");
        }
    }

    private void compareFields(String prefix, Map<String, Object> stored, Map<String, Object> live) {
        for (String kind : Arrays.asList("properties", "fields")) {
            Map<String, Object> liveFields = map(live.get(kind));
            map(stored.get(kind)).forEach((name, field) -> {
                if (liveFields.containsKey(name)) {
                    compareField(prefix + name, map(field), map(liveFields.get(name)));
                } else {
                    additions = true;
                }
            });
        }
    }

    private void compareField(String path, Map<String, Object> stored, Map<String, Object> live) {
        int before = obstacles.size();
        for (String key : FIXED) {
            String was = text(key, stored);
            String is = text(key, live);
            if (!was.equals(is)) {
                obstacles.add("field " + path + ": " + key + " is " + is + ", was " + was);
            }
        }
        if (obstacles.size() == before) {
            compareFields(path + ".", stored, live);
        }
    }

    private static String text(String key, Map<String, Object> field) {
        Object value = field.get(key);
        if (value == null) {
            return key.equals("type") ? "object" : "the default";
        }
        return value.toString();
    }

    private static boolean isTrue(Object value) {
        return value != null && Boolean.parseBoolean(value.toString());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Collections.emptyMap();
    }
}
