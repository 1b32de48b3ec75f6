package org.alien4cloud.plugin.backup.elasticsearch;

import static org.alien4cloud.plugin.backup.elasticsearch.MappingAdditions.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Tells whether a live index accepts the documents of a backup as the backed up index did. The live mapping may have
 * more fields. Missing fields are no obstacle either, if Elasticsearch lets them be added; a field of another type or
 * analysis is one.
 */
final class IndexCompatibility {

    /**
     * Parameters that an existing field cannot change. If they differ, documents would be refused, or found by other
     * searches.
     */
    static final List<String> FIXED = Collections.unmodifiableList(Arrays.asList(
            "type",
            "analyzer",
            "normalizer",
            "format",
            "locale",
            "index",
            "enabled",
            "path",
            "relations",
            "store",
            "doc_values",
            "index_options",
            "term_vector",
            "similarity",
            "position_increment_gap",
            "index_phrases",
            "index_prefixes",
            "scaling_factor",
            "include_in_parent",
            "include_in_root",
            "contexts"));

    private final List<String> obstacles = new ArrayList<>();
    private final MappingAdditions additions;

    private IndexCompatibility(MappingAdditions additions) {
        this.additions = additions;
    }

    static IndexCompatibility of(IndexDefinition stored, IndexDefinition live) {
        IndexCompatibility compatibility =
                new IndexCompatibility(MappingAdditions.of(stored.mapping(), live.mapping()));
        compatibility.compareAnalysis(analysis(stored), analysis(live));
        compatibility.compareRoot(stored, live);
        compatibility.compareFields("", stored.mapping(), live.mapping());
        return compatibility;
    }

    /** Tells whether the parameters of two fields can be compared. */
    static boolean isSameType(Map<String, Object> one, Map<String, Object> other) {
        return text("type", one).equals(text("type", other));
    }

    /** Returns the obstacles, in words; empty if there are none. */
    List<String> obstacles() {
        return obstacles;
    }

    /** Returns what the stored mapping has that the live one lacks. */
    MappingAdditions additions() {
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

    private void compareRoot(IndexDefinition stored, IndexDefinition live) {
        boolean required = isTrue(map(live.mapping().get("_routing")).get("required"));
        if (required && !isTrue(map(stored.mapping().get("_routing")).get("required"))) {
            obstacles.add("the mapping requires a routing");
        }
        for (String key : Arrays.asList("_source", "enabled")) {
            String was = text(key, stored.mapping());
            String is = text(key, live.mapping());
            if (!was.equals(is)) {
                obstacles.add(key + " of the mapping is " + is + ", was " + was);
            }
        }
    }

    private void compareFields(String prefix, Map<String, Object> stored, Map<String, Object> live) {
        for (String kind : Arrays.asList("properties", "fields")) {
            Map<String, Object> liveFields = map(live.get(kind));
            map(stored.get(kind)).forEach((name, field) -> {
                if (liveFields.containsKey(name)) {
                    compareField(prefix + name, map(field), map(liveFields.get(name)));
                }
            });
        }
    }

    private void compareField(String path, Map<String, Object> stored, Map<String, Object> live) {
        for (String key : FIXED) {
            String was = text(key, stored);
            String is = text(key, live);
            if (!was.equals(is)) {
                obstacles.add("field " + path + ": " + key + " is " + is + ", was " + was);
            }
        }
        if (isSameType(stored, live)) {
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
}
